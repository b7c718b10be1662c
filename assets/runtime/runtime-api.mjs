/** The Runtime API's client. AWS: "Using the Lambda runtime API for custom runtimes". */
import { Agent, request } from 'node:http';

const VERSION = '2018-06-01';

/** @param {string} address host, port and the path that only this process knows */
export function createClient(address) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const base = `http://${address}/${VERSION}/runtime`;
  let current;

  const call = (method, path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
      const sent = request(
        `${base}${path}`,
        { method, agent, headers: { ...headers, ...length } },
        (answer) => {
          const chunks = [];
          answer.on('data', (chunk) => chunks.push(chunk));
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ headers: answer.headers, body: Buffer.concat(chunks).toString() }),
          );
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });

  return {
    /** Waits for the next invocation. */
    async next() {
      const { headers, body } = await call('GET', '/invocation/next');
      current = headers['lambda-runtime-aws-request-id'];
      return {
        requestId: current,
        body,
        deadline: Number(headers['lambda-runtime-deadline-ms']),
        functionArn: headers['lambda-runtime-invoked-function-arn'],
        traceId: headers['lambda-runtime-trace-id'],
        clientContext: headers['lambda-runtime-client-context'],
        identity: headers['lambda-runtime-cognito-identity'],
        /** Milliseconds from this machine's time to the sandbox's. */
        clockOffset: Number(headers['orders-lab-clock-offset'] ?? 0),
      };
    },
    respond: (requestId, body) => call('POST', `/invocation/${requestId}/response`, body),
    /** Reports an error of the invocation in hand, or, before the first one, of the initialization. */
    fail(error) {
      return current === undefined ? this.failInit(error) : report(`/invocation/${current}/error`, error);
    },
    failInit: (error) => report('/init/error', error),
  };

  function report(path, error) {
    return call('POST', path, JSON.stringify(error), {
      'lambda-runtime-function-error-type': error.errorType,
    });
  }
}
