/** Finds and loads `file.handler`, ESM or CommonJS. AWS: "Define Lambda function handler in Node.js". */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { takesCallback } from './invoke.mjs';
import { runtimeError } from './runtime-errors.mjs';

/** The function that a handler's name stands for. Throws errors named `Runtime.…`, or what the module throws. */
export async function loadHandler(root, name, runtime) {
  if (name.includes('..')) {
    throw runtimeError(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const file = basename(name);
  const [, moduleName, path] = /^([^.]*)\.(.*)$/.exec(file) ?? [];
  if (moduleName === undefined) throw runtimeError('MalformedHandlerName', 'Bad handler');
  const loaded = await loadModule(root, join(name.slice(0, -file.length), moduleName));
  const handler = find(loaded, path) ?? find(loaded?.default, path);
  if (handler === undefined || handler === null)
    throw runtimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw runtimeError('HandlerNotFound', `${name} is not a function`);
  if (handler.length > 2 && !takesCallback(runtime)) {
    throw runtimeError(
      'CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
        'You will need to modify this function to use a supported handler signature to use Node.js 24 or later. ' +
        'For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );
  }
  return handler;
}

async function loadModule(root, path) {
  const base = resolve(root, path);
  const require = createRequire(join(root, 'bootstrap.js'));
  try {
    for (const extension of ['.js', '.mjs', '.cjs']) {
      const file = `${base}${extension}`;
      if (!existsSync(file)) continue;
      return isModule(file, extension, root) ? await import(pathToFileURL(file).href) : require(file);
    }
    return require(require.resolve(`./${path}`, { paths: [root] }));
  } catch (error) {
    throw loadError(error, path);
  }
}

/** Whether Node takes the file for an ECMAScript module. */
function isModule(file, extension, root) {
  if (extension !== '.js') return extension === '.mjs';
  for (let folder = dirname(file); folder.startsWith(resolve(root)); folder = dirname(folder)) {
    const description = join(folder, 'package.json');
    if (existsSync(description)) return JSON.parse(readFileSync(description, 'utf8')).type === 'module';
  }
  return false;
}

function loadError(error, path) {
  if (error instanceof SyntaxError) {
    return Object.assign(runtimeError('UserCodeSyntaxError', String(error)), { stack: error.stack });
  }
  if (error?.code !== 'MODULE_NOT_FOUND') return error;
  return runtimeError('ImportModuleError', String(error).replace(`'./${path}'`, `'${path}'`));
}

function find(module, path) {
  return path
    .split('.')
    .reduce((found, key) => (found !== null && typeof found === 'object' ? found[key] : undefined), module);
}
