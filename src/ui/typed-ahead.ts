const CONTROL_C = '\u0003';

/**
 * Throws away what is typed while nothing is asked: echoed it would tear the live line, kept it would answer
 * the next question. The terminal is raw meanwhile and makes no signal of Ctrl-C, so that is passed on here.
 * Returns what gives the terminal back; it may be called twice.
 */
export function discardTypedAhead(input: NodeJS.ReadStream, interrupted: () => void): () => void {
  if (!input.isTTY) return () => {};
  const discard = (typed: Buffer | string): void => {
    if (typed.toString().includes(CONTROL_C)) interrupted();
  };
  input.setRawMode(true);
  input.on('data', discard);
  input.resume();
  let discarding = true;
  return () => {
    if (!discarding) return;
    discarding = false;
    input.off('data', discard);
    input.setRawMode(false);
    input.pause();
  };
}
