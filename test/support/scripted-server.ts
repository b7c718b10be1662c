/** An endpoint that speaks AWS JSON and answers as a test tells it: for what a sandbox would never answer. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

export interface ScriptedRequest {
  /** `BatchWriteItem` */
  readonly operation: string;
  readonly input: unknown;
  /** With its query, where it says what is asked: REST. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** A text is XML, as STS speaks it. `date`: what the answer says that the time is, in milliseconds. Default: now. */
export type Reply =
  | { readonly status: number; readonly body: object | string; readonly date?: number }
  | 'hang';

export interface ScriptedServer {
  readonly endpoint: string;
  close(): void;
}

export async function startScriptedServer(
  answer: (request: ScriptedRequest) => Reply | Promise<Reply>,
): Promise<ScriptedServer> {
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const target = request.headers['x-amz-target'];
    const reply = await answer({
      operation: typeof target === 'string' ? target.replace(/^.*\./, '') : '',
      input: text.startsWith('{') ? JSON.parse(text) : text,
      path: request.url ?? '',
      headers: request.headers,
    });
    if (reply === 'hang') return;
    const xml = typeof reply.body === 'string';
    if (reply.date !== undefined) response.setHeader('date', new Date(reply.date).toUTCString());
    response.writeHead(reply.status, { 'content-type': xml ? 'text/xml' : 'application/x-amz-json-1.0' });
    response.end(xml ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
