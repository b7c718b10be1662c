/** What the step builds. Pure: no calls. */
import { dashboardOf, type Names } from '../../lab/names.js';
import type { Resource } from '../../lab/resource.js';
import { alarmResource } from '../../resources/alarm.js';
import { dashboardResource } from '../../resources/dashboard.js';
import { alarmNames } from './alarms.js';

/** In the order in which they are built. Nothing is built upon them, and they upon nothing: they only look. */
export function monitorResources(names: Names, region: string): readonly Resource[] {
  return [...alarmNames(names).map(alarmResource), dashboardResource(dashboardOf(names, region))];
}
