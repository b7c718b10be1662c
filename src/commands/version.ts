import { readFileSync } from 'node:fs';

interface PackageFacts {
  readonly version: string;
  readonly engines: { readonly node: string };
}

/** The version in package.json. */
export function packageVersion(): string {
  return readPackage().version;
}

/** Which versions of Node it is made for, as package.json says it: `>=20.19`. */
export function packageEngines(): string {
  return readPackage().engines.node;
}

/** It lies two levels up from `src/commands` as from `dist/commands`. */
function readPackage(): PackageFacts {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return JSON.parse(text) as PackageFacts;
}
