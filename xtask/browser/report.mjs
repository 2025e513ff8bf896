// Findings of a test, printed in the end.
const findings = [];
let checks = 0;

export function expect(isSo, text) {
  checks += 1;
  if (!isSo) {
    findings.push(text);
  }
}

// Takes findings that were made elsewhere; none is good.
export function none(texts, place) {
  checks += 1;
  findings.push(...texts.map((text) => `${place}: ${text}`));
}

export function finish() {
  console.log(findings.length ? findings.join('\n') : `${checks} checks passed`);
  process.exitCode = findings.length ? 1 : 0;
}
