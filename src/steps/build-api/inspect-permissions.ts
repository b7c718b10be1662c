/** Who may call the function: each method of this API that it answers, and nobody else. */
import { compare } from '../../lab/check.js';
import type { Check } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { permissionInWords, readPermissions } from '../../resources/function-permission.js';
import { apiFunctionArn, apiPermissions } from './specs.js';

/** @param restApiId undefined where there is no API. */
export async function* inspectPermissions(lab: Lab, restApiId: string | undefined): AsyncGenerator<Check> {
  const functionArn = apiFunctionArn(lab);
  const wanted = apiPermissions(lab, restApiId ?? 'no-api');
  const actual = restApiId === undefined ? undefined : await readPermissions(lab, lab.names.ordersApi);
  const hint = `Without it API Gateway answers 500. Run ${lab.commandLine('build-api')}: it allows it.`;
  for (const permission of wanted) {
    const { id } = permission;
    yield compare({
      id: `permission-${id.toLowerCase()}`,
      claim: `API Gateway may call the function for ${id.replace('-', ' /').replaceAll('-', '/')} of this API`,
      expected: permissionInWords(functionArn, permission),
      actual: actual === undefined ? 'no such API' : (actual.get(id) ?? 'not allowed'),
      hint,
    });
  }
  const others = [...(actual ?? [])].filter(([id]) => wanted.every((permission) => permission.id !== id));
  yield compare({
    id: 'no-other-callers',
    claim: "Its policy lets nobody else call the function (the account's own users may, by theirs)",
    expected: 'nobody else',
    actual:
      actual === undefined
        ? 'no such API'
        : others.map(([id, words]) => `${id}: ${words}`).join('; ') || 'nobody else',
    hint: `Run ${lab.commandLine('build-api')}: it removes every other permission.`,
  });
}
