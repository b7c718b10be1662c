/** Errors as Node's runtime on Lambda names and shows them. */

/** An error whose type is told as `Runtime.…`. */
export function runtimeError(name, message) {
  const error = new Error(message);
  error.name = `Runtime.${name}`;
  error.stack = `${error.name}: ${message}${error.stack.slice(error.stack.indexOf('\n'))}`;
  return error;
}

/** The JSON that is answered for whatever was thrown. */
export function describeError(thrown) {
  try {
    if (!isError(thrown)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    return {
      errorType: thrown.name,
      errorMessage: thrown.message,
      trace: String(thrown.stack ?? '').split('\n'),
    };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
      trace: [],
    };
  }
}

/** The JSON that stands in the log: the error's own properties too, and the errors inside of it. */
export function errorText(thrown) {
  const error = isError(thrown) ? thrown : new Error(String(thrown));
  try {
    return JSON.stringify(error, (_key, value) => (isError(value) ? withProperties(value) : value));
  } catch {
    return JSON.stringify(describeError(error));
  }
}

export function isError(value) {
  return value instanceof Error || Object.prototype.toString.call(value) === '[object Error]';
}

function withProperties(error) {
  const shown = { errorType: error.name, errorMessage: error.message, code: error.code, ...error };
  return typeof error.stack === 'string' ? { ...shown, stack: error.stack.split('\n') } : shown;
}
