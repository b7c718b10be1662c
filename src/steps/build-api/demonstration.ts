/** The proof: real HTTP to the stage, good and bad. */
import { compare } from '../../lab/check.js';
import type { Check, Evidence } from '../../lab/events.js';
import type { Lab } from '../../lab/lab.js';
import { isEmulator } from '../../lab/patience.js';
import { pauseUntil } from '../../lab/pause.js';
import { findApi } from '../../resources/api-url.js';
import { readStages } from '../../resources/read-rest-api.js';
import { thenRemove } from '../then-remove.js';
import { showCurl } from './curl.js';
import { type Api, openApi } from './exchange.js';
import { liveOrders } from './order-life.js';
import { CUSTOMER, presentProbes, removeProbes } from './probes.js';
import { refuseMistakes } from './refusals.js';
import { ORDERS } from './routes.js';
import { API_STAGE } from './specs.js';

/** Milliseconds after which a stage has forgotten what it served before. AWS promises nothing. */
const OLD_DEPLOYMENT = 10_000;

export async function* demonstrateApi(lab: Lab): AsyncGenerator<Check | Evidence> {
  const deployed = await findApi(lab, API_STAGE);
  if (deployed !== undefined) await awaitDeployment(lab, deployed.id);
  const api = openApi(lab, deployed?.url ?? '');
  const first = deployed === undefined ? undefined : await firstAnswer(api);
  yield compare({
    id: 'api-answers',
    claim: `The API answers${deployed === undefined ? '' : ` at ${api.url}`}`,
    expected: '200',
    actual: first ?? 'there is no API',
    hint: `Run ${lab.commandLine('build-api')} again. What the function says is in its log: ${lab.commandLine('logs --function orders-api')}.`,
  });
  if (first !== '200') return;
  // What a killed run has left.
  await removeProbes(lab);
  yield* thenRemove(parts(lab, api), {
    remove: () => removeProbes(lab),
    tellLeftovers: () => tellLeftovers(lab),
  });
  const left = await presentProbes(lab);
  yield compare({
    id: 'probes-removed',
    claim: 'The table is as it was before this step',
    expected: 'none of its orders left',
    actual: left.length === 0 ? 'none of its orders left' : `${left.length} of its items`,
    hint: `Run ${lab.commandLine('build-api')} again: it removes them before it begins.`,
  });
  yield showCurl(api.url);
}

/** A stage that was changed just now may still answer by what it served before. */
async function awaitDeployment(lab: Lab, restApiId: string): Promise<void> {
  if (isEmulator(lab)) return;
  const stages = await readStages(lab, restApiId);
  const changed = stages.find(({ stageName }) => stageName === API_STAGE)?.lastUpdatedDate?.getTime();
  if (changed === undefined || lab.clock.now() >= changed + OLD_DEPLOYMENT) return;
  await pauseUntil(lab, changed + OLD_DEPLOYMENT, {
    title: `Waiting for the stage ${API_STAGE}`,
    reason: 'it was changed just now, and may answer as before for some seconds',
  });
}

async function firstAnswer(api: Api): Promise<string> {
  const { answer } = await api.sendUntilGood({ method: 'GET', path: `${ORDERS}?customer_id=${CUSTOMER}` });
  return answer.status === 200 ? '200' : `${answer.status} ${answer.body}`;
}

async function* parts(lab: Lab, api: Api): AsyncGenerator<Check | Evidence> {
  yield* liveOrders(lab, api);
  yield* refuseMistakes(lab, api);
}

function tellLeftovers(lab: Lab): void {
  lab.emit({
    event: 'note',
    step: 'build-api',
    tone: 'warning',
    text: `The orders that this step tries things with may still be in the table. ${lab.commandLine('build-api')} removes them before it begins.`,
  });
}
