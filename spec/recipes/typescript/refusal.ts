// Refusals by the gateway and by the services. Copy this file into your project.

/** A request that was refused. */
export interface Refusal {
  /** Who refused: the gateway, before the service saw the request, or the service. */
  by: "gateway" | "service";
  status: number;
  code: string;
  message: string;
  /** An empty 404: to an operation with `x-ncloud-empty-list` the list is empty. */
  nothingFound: boolean;
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
  const nothingFound = status === 404 && text(body).trim() === "";
  const failure = object(answer.error);
  // The code of a service may come with one of the gateway.
  const failureCode = text(failure.code ?? failure.errorCode);
  if (failureCode !== "") {
    // The codes of the gateway have digits only; services that use its form have names.
    const gateway = text(failure.code) === "" && /^[0-9]+$/.test(failureCode);
    const by = gateway ? "gateway" : "service";
    const message = text(failure.message);
    return { by, status, code: failureCode, message, nothingFound };
  }
  let code = text(answer.returnCode ?? answer.code ?? answer.errorCode);
  let refused = code === "" ? status >= 400 : !SUCCESS.has(code);
  if (answer.statusName === "fail") {
    // Simple & Easy Notification Service took the request, and then rejected it.
    [code, refused] = [text(answer.statusCode), true];
  }
  const message =
    answer.returnMessage ?? answer.message ?? answer.msg ?? answer.errorMessage;
  return refused
    ? { by: "service", status, code, message: text(message), nothingFound }
    : undefined;
}

function object(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** Codes are numbers in one service and text in another, and now and then in the same one. */
function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}
