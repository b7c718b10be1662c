/** Limits of time for what a function does. They are real: a process knows no other. */

/** What comes first: the promise, or the end of the time. Real milliseconds. */
export async function within<T>(promise: Promise<T>, limit: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(late()), limit);
  });
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
