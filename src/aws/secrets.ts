/** Keeps secrets out of what is told: services quote requests in their errors, signature, token and all. */

const MASK = '…';
/** `//user:password@` in an address. */
const USER_INFO = /(\/\/)[^\s/@"']+@/g;
/** In an Authorization header, in a presigned address, and in a list of headers. */
const SIGNATURE = /(Signature=)[0-9a-f]+/gi;
const TOKEN = /(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"'&;,<]+/gi;
/** What the environment keeps secret, wherever it is quoted. */
const SECRET_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'];
/** What is shorter is a placeholder for a mock (`x`, `test`): without it, words would be torn apart. */
const SHORTEST_SECRET = 12;

/** A text without signatures, session tokens, the environment's AWS secrets and passwords in addresses. */
export function withoutSecrets(text: string, environment: NodeJS.ProcessEnv = process.env): string {
  const secrets = SECRET_VARIABLES.map((name) => environment[name] ?? '');
  return secrets
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(SIGNATURE, `$1${MASK}`)
    .replace(TOKEN, `$1${MASK}`);
}
