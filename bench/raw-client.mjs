/**
 * HTTP as cheap as it can be sent: requests that were signed and written out in advance, over plain sockets.
 * What is measured is the server then, not its client.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import aws4 from 'aws4';
import { REGION } from './credentials.mjs';

const HEAD_END = Buffer.from('\r\n\r\n');

/** A whole request as it goes over the wire. Its signature is good for five minutes. */
export function signedRequest({ port, credentials }, operation, input) {
  const body = JSON.stringify(input);
  const { headers } = aws4.sign(
    {
      method: 'POST',
      path: '/',
      host: `127.0.0.1:${port}`,
      service: 'dynamodb',
      region: REGION,
      headers: {
        'Content-Type': 'application/x-amz-json-1.0',
        'X-Amz-Target': `DynamoDB_20120810.${operation}`,
      },
      body,
    },
    credentials,
  );
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`POST / HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
}

/** One request at a time over one kept-alive connection. */
export class Connection {
  static async open(port) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    return new Connection(socket);
  }

  #socket;
  #received = Buffer.alloc(0);
  #pending;

  constructor(socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', (error) => this.#pending?.reject(error));
    socket.on('close', () => this.#pending?.reject(new Error('The server has closed the connection')));
  }

  /** Resolves with status and body. */
  send(request) {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close() {
    this.#pending = undefined;
    this.#socket.destroy();
  }

  #receive(chunk) {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const headEnd = this.#received.indexOf(HEAD_END);
    if (headEnd < 0) return;
    const head = this.#received.latin1Slice(0, headEnd);
    const length = /^content-length: *(\d+)/im.exec(head)?.[1];
    if (length === undefined) {
      this.#pending?.reject(new Error(`An answer without a Content-Length: ${head}`));
      return;
    }
    const end = headEnd + HEAD_END.length + Number(length);
    if (this.#received.length < end) return;
    const body = this.#received.subarray(headEnd + HEAD_END.length, end);
    this.#received = this.#received.subarray(end);
    const { resolve } = this.#pending;
    this.#pending = undefined;
    resolve({ status: Number(head.slice(9, 12)), body });
  }
}

/** Signs and sends one request over a connection of its own. Resolves with status and body, as text. */
export async function ask(server, operation, input) {
  const connection = await Connection.open(server.port);
  try {
    const { status, body } = await connection.send(signedRequest(server, operation, input));
    return { status, body: body.toString() };
  } finally {
    connection.close();
  }
}

/** Sends requests over several connections at once, each taking the next. Resolves with the milliseconds taken. */
export async function sendAll(connections, requests) {
  let next = 0;
  const work = async (connection) => {
    while (next < requests.length) {
      const { status, body } = await connection.send(requests[next++]);
      if (status !== 200) throw new Error(`A server answered ${status}: ${body}`);
    }
  };
  const start = performance.now();
  await Promise.all(connections.map(work));
  return performance.now() - start;
}
