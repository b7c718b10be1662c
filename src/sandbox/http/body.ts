/** Reads bodies whole, within a limit for each and one for all that are on their way at the same time. */
import type { IncomingMessage } from 'node:http';

/** What is read and thrown away of a body that is refused, so that its client gets to read why. */
const MAX_DISCARDED = 64 * 1024 * 1024; /* 64 MiB */

export type Body = Buffer | 'too large' | 'too many' | 'gone';

export interface BodyReader {
  /**
   * The body; `too large` where it has more than `limit` bytes, `too many` where all bodies together would take
   * too much memory, `gone` where its client has left. What is too large is still read for a while, and dropped.
   */
  read(message: IncomingMessage, limit: number): Promise<Body>;
}

/** `maxHeld`: bytes that all unfinished bodies together may take. Anybody may send one: who it is comes later. */
export function createBodyReader(maxHeld: number): BodyReader {
  let held = 0;
  return {
    read: (message, limit) =>
      new Promise((resolve) => {
        const chunks: Buffer[] = [];
        let kept = 0;
        let size = 0;
        let overflow: 'too large' | 'too many' | undefined;
        const drop = (): void => {
          chunks.length = 0;
          held -= kept;
          kept = 0;
        };
        const settle = (body: Body): void => {
          drop();
          resolve(body);
        };
        message.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > limit) overflow = 'too large';
          else if (held + chunk.length > maxHeld) overflow ??= 'too many';
          if (overflow !== undefined) {
            drop();
            if (size > MAX_DISCARDED) settle(overflow);
            return;
          }
          chunks.push(chunk);
          held += chunk.length;
          kept += chunk.length;
        });
        message.on('end', () => settle(overflow ?? whole(chunks, size)));
        message.on('close', () => settle('gone'));
        message.on('error', () => settle('gone'));
      }),
  };
}

function whole(chunks: readonly Buffer[], size: number): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks, size);
}
