// Signs requests in the page, with the browser's own cryptography. Nothing is stored or sent.
'use strict';

(() => {
  const { vectors, words } = JSON.parse(document.getElementById('signer-data').textContent);
  const field = (id) => document.getElementById(id);

  // What is wrong with the input, as a key of `words`.
  class Refusal extends Error {}

  // Path and query as they can be sent: encoded where they must be, otherwise untouched. The URL
  // class of the browser would drop a bare question mark and take out dots.
  function requestTarget(input) {
    const text = input.trim();
    const origin = /^https?:\/\/[^/?#]+/i.exec(text);
    if (!origin && !text.startsWith('/')) {
      throw new Refusal('bad_url');
    }
    const [rest] = text.slice(origin ? origin[0].length : 0).split('#');
    const target = rest.startsWith('/') ? rest : `/${rest}`;
    if (/%(?![0-9a-f]{2})/i.test(target)) {
      throw new Refusal('bad_percent');
    }
    return { origin: origin ? origin[0] : '', target: encoded(target) };
  }

  function encoded(target) {
    try {
      return target.replace(/[^\x21-\x7e]|["<>\\^`{|}]/gu, encodeURIComponent);
    } catch {
      throw new Refusal('bad_text');
    }
  }

  async function signature(secretKey, stringToSign) {
    const octets = new TextEncoder();
    const algorithm = { name: 'HMAC', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('raw', octets.encode(secretKey), algorithm, false, ['sign']);
    const mac = await crypto.subtle.sign('HMAC', key, octets.encode(stringToSign));
    return btoa(String.fromCharCode(...new Uint8Array(mac)));
  }

  // Everything that a signed request needs; throws a `Refusal` when it cannot be one.
  async function sign(input) {
    const method = input.method.trim().toUpperCase();
    if (!/^[A-Z]+$/.test(method)) {
      throw new Refusal('bad_method');
    }
    const { origin, target } = requestTarget(input.url);
    const timestamp = input.timestamp.trim();
    if (!/^[0-9]+$/.test(timestamp)) {
      throw new Refusal('bad_timestamp');
    }
    const accessKey = input.accessKey.trim();
    if (!/^[\x21-\x7e]+$/.test(accessKey)) {
      throw new Refusal('bad_access_key');
    }
    const stringToSign = `${method} ${target}\n${timestamp}\n${accessKey}`;
    const headers = [
      ['x-ncp-apigw-timestamp', timestamp],
      ['x-ncp-iam-access-key', accessKey],
      ['x-ncp-apigw-signature-v2', await signature(input.secretKey, stringToSign)],
    ];
    const isMended = method !== input.method || !`${origin}${target}`.endsWith(input.url);
    return { method, origin, target, stringToSign, headers, isMended, signature: headers[2][1] };
  }

  const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

  // curl takes brackets for patterns, removes dots from paths, and may drop a bare question mark.
  function curl({ method, origin, target, headers }) {
    const parts = ['curl --globoff'];
    if (target.endsWith('?') || /\/\.{1,2}([/?]|$)/.test(target)) {
      parts.push(`--request-target ${quoted(target)}`);
    }
    parts.push(`--request ${method} ${quoted(`${origin || 'https://HOST'}${target}`)}`);
    parts.push(...headers.map(([name, value]) => `--header ${quoted(`${name}: ${value}`)}`));
    return parts.join(' \\\n  ');
  }

  const inputs = ['method', 'url', 'timestamp', 'access-key', 'secret-key'];
  const results = ['target', 'string-to-sign', 'headers', 'curl'];
  // Signing takes a moment: only what the latest input gave is shown.
  let latest = 0;

  function status(text, isBad) {
    field('signer-status').textContent = text;
    field('signer-status').classList.toggle('bad', isBad);
  }

  async function refresh() {
    const [method, url, timestamp, accessKey, secretKey] = inputs.map((id) => field(id).value);
    const current = (latest += 1);
    const clear = () => results.forEach((id) => field(id).replaceChildren());
    if (![method, url, timestamp, accessKey, secretKey].every(Boolean)) {
      clear();
      status(words.incomplete, false);
      return;
    }
    try {
      const signed = await sign({ method, url, timestamp, accessKey, secretKey });
      if (current === latest) {
        show(signed);
      }
    } catch (error) {
      if (current === latest) {
        clear();
        status(error instanceof Refusal ? words[error.message] : String(error), true);
      }
    }
  }

  function show(signed) {
    field('target').textContent = `${signed.method} ${signed.target}`;
    field('string-to-sign').textContent = signed.stringToSign;
    field('headers').textContent = signed.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
    field('curl').textContent = curl(signed);
    const { length } = new TextEncoder().encode(signed.stringToSign);
    status(signed.isMended ? words.mended : words.done.replace('{length}', length), false);
  }

  const inputOf = (vector) => ({
    method: vector.method,
    url: vector.target,
    timestamp: String(vector.timestamp),
    accessKey: vectors.accessKey,
    secretKey: vector.secretKey,
  });

  function fill() {
    const vector = vectors.vectors.find(({ id }) => id === field('vector').value);
    if (vector) {
      const { method, url, timestamp, accessKey, secretKey } = inputOf(vector);
      [method, url, timestamp, accessKey, secretKey].forEach((value, index) => {
        field(inputs[index]).value = value;
      });
      refresh();
    }
  }

  // A vector that cannot be sent must come out as the one that it stands for.
  async function verify(vector) {
    const expected = vectors.vectors.find(({ id }) => id === (vector.insteadOf ?? vector.id));
    const signed = await sign(inputOf(vector));
    const isSame = signed.signature === expected.signature && signed.stringToSign === expected.stringToSign;
    const cell = document.querySelector(`[data-vector="${vector.id}"]`);
    const word = vector.insteadOf ? words.instead.replace('{id}', expected.id) : words.matches;
    cell.textContent = isSame ? word : words.differs;
    cell.className = isSame ? 'same' : 'differs';
  }

  function start() {
    if (!globalThis.crypto?.subtle) {
      field('signer-unavailable').hidden = false;
      field('signer').querySelectorAll('input, select, button').forEach((control) => {
        control.disabled = true;
      });
      return;
    }
    inputs.forEach((id) => field(id).addEventListener('input', () => {
      field('vector').value = '';
      refresh();
    }));
    field('vector').addEventListener('change', fill);
    field('now').addEventListener('click', () => {
      field('timestamp').value = String(Date.now());
      field('vector').value = '';
      refresh();
    });
    field('reveal').addEventListener('click', () => {
      const isShown = field('secret-key').classList.toggle('shown');
      field('reveal').setAttribute('aria-pressed', String(isShown));
    });
    vectors.vectors.forEach(verify);
    refresh();
  }

  start();
})();
