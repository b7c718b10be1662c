/** What every server but the sandbox, which makes its own, is signed in to with. Nobody's. */
export const CREDENTIALS = {
  accessKeyId: 'AKIDBENCH0000000',
  secretAccessKey: 'bench-secret-of-nobody',
};

export const REGION = 'us-east-1';
