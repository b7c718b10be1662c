/** A dashboard of CloudWatch: it belongs to the account, not to a region, so its name ends in one. */
import {
  CloudWatchClient,
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
} from '@aws-sdk/client-cloudwatch';
import { isNotFound } from '../aws/errors.js';
import { poll } from '../aws/polling.js';
import type { Lab } from '../lab/lab.js';
import { foreignBecause, tagList } from '../lab/ownership.js';
import { isEmulator, longWait } from '../lab/patience.js';
import type { Found, Resource } from '../lab/resource.js';
import { Problem } from '../problem.js';
import { readWidgets, sameWidget, titleOf, type Widget } from './dashboard-widgets.js';
import { refuse } from './foreign.js';
import { dashboardCost } from './hourly-cost.js';

export const DASHBOARD_KIND = 'cloudwatch-dashboard';

/** Milliseconds between two looks, and in all. */
const POLL = 1_000;
const DEADLINE = 2 * 60_000;

/** The dashboard as cleanup and status see it. */
export function dashboardResource(name: string): Resource {
  return {
    kind: DASHBOARD_KIND,
    name,
    after: [],
    find: (lab) => findDashboard(lab, name),
    remove: (lab) => removeDashboard(lab, name),
  };
}

interface Dashboard {
  readonly arn: string;
  readonly widgets: readonly Widget[];
}

async function readDashboard(lab: Lab, name: string): Promise<Dashboard | undefined> {
  try {
    const { DashboardArn: arn = '', DashboardBody = '' } = await lab
      .client(CloudWatchClient)
      .send(new GetDashboardCommand({ DashboardName: name }));
    return { arn, widgets: readWidgets(DashboardBody) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** What the dashboard shows, in its order; undefined when there is none. */
export async function widgetsOf(lab: Lab, name: string): Promise<readonly Widget[] | undefined> {
  return (await readDashboard(lab, name))?.widgets;
}

export async function findDashboard(lab: Lab, name: string): Promise<Found> {
  const dashboard = await readDashboard(lab, name);
  return dashboard === undefined ? { state: 'absent' } : foundOf(lab, name, dashboard);
}

async function foundOf(lab: Lab, name: string, { arn }: Dashboard): Promise<Found> {
  try {
    const { Tags = [] } = await lab
      .client(CloudWatchClient)
      .send(new ListTagsForResourceCommand({ ResourceARN: arn }));
    const tags = Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]));
    const because = foreignBecause(tags, lab.ownership) ?? foreignRegion(lab, name);
    return because === undefined
      ? { state: 'ours', arn, perHour: [dashboardCost()] }
      : { state: 'foreign', arn, because };
  } catch (error) {
    if (isNotFound(error)) return { state: 'absent' };
    throw error;
  }
}

/** The tag search of one region tells of the dashboards of all: a lab of the same name may be in another one. */
function foreignRegion({ target: { region } }: Lab, name: string): string | undefined {
  return name.endsWith(`-${region}`) ? undefined : `it is not of the region ${region}`;
}

/**
 * Makes the dashboard, or puts its own widgets back; safe to repeat. Widgets that somebody has added beside them stay.
 * @throws {Problem} when a dashboard of that name is not ours.
 */
export async function ensureDashboard(lab: Lab, name: string, widgets: readonly Widget[]): Promise<void> {
  let made = false;
  await poll({
    what: `the dashboard ${name} to become what it should be`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    ask: async () => {
      const dashboard = await readDashboard(lab, name);
      if (dashboard === undefined) {
        await putDashboard(lab, name, widgets, true);
        made = true;
        return undefined;
      }
      const found = await foundOf(lab, name, dashboard);
      if (found.state === 'foreign' && made && isEmulator(lab)) throw await takeBack(lab, name);
      if (found.state === 'foreign') throw refuse(`a dashboard ${name}`, found.because);
      if (found.state === 'absent') return undefined;
      const isThere = (widget: Widget): boolean =>
        dashboard.widgets.some((other) => sameWidget(widget, other));
      if (widgets.every(isThere)) return found;
      const titles = new Set(widgets.map(titleOf));
      const added = dashboard.widgets.filter((widget) => !titles.has(titleOf(widget)));
      await putDashboard(lab, name, [...widgets, ...added], false);
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Waiting for the dashboard ${name}`,
        elapsed,
        reason: 'CloudWatch tells of a change a moment later',
      }),
  });
}

/** What has no tags although it was made with them would be nobody's: it goes again, while we know that it is ours. */
async function takeBack(lab: Lab, name: string): Promise<Problem> {
  await removeDashboard(lab, name);
  return new Problem(`${lab.target.endpoint} keeps no tags of dashboards.`, {
    because:
      'The dashboard was made with tags and has none. The lab could not tell it from one of yours, and has removed it.',
    next: 'The other steps need no dashboard. To do this one, use AWS or the sandbox.',
  });
}

/** Tags count with the call that makes the dashboard, and are ignored with any other. */
async function putDashboard(
  lab: Lab,
  name: string,
  widgets: readonly Widget[],
  isNew: boolean,
): Promise<void> {
  await lab.client(CloudWatchClient).send(
    new PutDashboardCommand({
      DashboardName: name,
      DashboardBody: JSON.stringify({ widgets }),
      ...(isNew ? { Tags: tagList(lab.ownership) } : {}),
    }),
  );
}

async function removeDashboard(lab: Lab, name: string): Promise<void> {
  await poll({
    what: `the dashboard ${name} to be gone`,
    ...longWait(lab),
    every: POLL,
    deadline: DEADLINE,
    tolerate: isNotFound,
    ask: async () => {
      if ((await readDashboard(lab, name)) === undefined) return 'gone';
      await lab.client(CloudWatchClient).send(new DeleteDashboardsCommand({ DashboardNames: [name] }));
      return undefined;
    },
    onWait: (elapsed) =>
      lab.progress({
        title: `Deleting the dashboard ${name}`,
        elapsed,
        reason: 'it is told of for a moment after it has gone',
      }),
  });
}
