// Refusals by the gateway and by the services. Copy this file into your project.

/** A request that was refused. */
export interface Refusal {
  /** Who refused: the gateway, before the service saw the request, or the service. */
  by: "gateway" | "service";
  status: number;
  code: string;
  message: string;
}

/** What the services answer in place of a code when all went well. */
const SUCCESS = new Set(["0", "SUCCESS"]);

/**
 * The refusal in an answer, if it is one.
 *
 * The HTTP status does not tell: services refuse under 200, too. An answer without any code, such
 * as the empty 403 of Certificate Manager 2.0, is known by its status alone.
 */
export function refusalOf(status: number, body: unknown): Refusal | undefined {
  const answer = object(body);
  const failure = object(answer.error);
  if ("errorCode" in failure) {
    const code = text(failure.errorCode);
    // The codes of the gateway have digits only; services that use its form have names.
    const by = /^[0-9]+$/.test(code) ? "gateway" : "service";
    return { by, status, code, message: text(failure.message) };
  }
  const code = answer.returnCode ?? answer.code;
  const message = answer.returnMessage ?? answer.message ?? answer.msg;
  const refused = code === undefined ? status >= 400 : !SUCCESS.has(text(code));
  return refused
    ? { by: "service", status, code: text(code), message: text(message) }
    : undefined;
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Codes are numbers in one service and text in another, and now and then in the same one. */
function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
