/** HTTP by hand: for requests that no client would send. */
import { connect } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** Sends text to a port of this machine and reads until an answer is whole or the other end closes. */
export function exchange(port: number, ...parts: readonly (string | Buffer)[]): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let expected: number | undefined;
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      expected ??= announcedSize(Buffer.concat(chunks));
      if (expected !== undefined && size >= expected) socket.destroy();
    });
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      const [head = '', ...body] = text.split('\r\n\r\n');
      const [statusLine = '', ...headers] = head.split('\r\n');
      resolve({
        status: Number(statusLine.split(' ')[1]),
        headers: headers.join('\n').toLowerCase(),
        body: body.join('\r\n\r\n'),
      });
    });
    for (const part of parts) socket.write(part);
  });
}

/** How many bytes an answer has, head and body; undefined where its head is not whole or does not say. */
function announcedSize(answer: Buffer): number | undefined {
  const head = answer.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)\r?$/im.exec(answer.toString('latin1', 0, Math.max(0, head)));
  return length === null ? undefined : head + 4 + Number(length[1]);
}

/** A request as text, with `connection: close`. */
export function requestText(
  method: string,
  url: string,
  headers: Readonly<Record<string, string | undefined>>,
  body = '',
): string {
  const lines = Object.entries(headers)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${url} HTTP/1.1\r\n${lines.join('')}connection: close\r\n\r\n${body}`;
}
