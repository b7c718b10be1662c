import { isNotFound } from '../aws/errors.js';

/** What is read; undefined where AWS says that there is no such thing. Any other error is thrown on. */
export async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
