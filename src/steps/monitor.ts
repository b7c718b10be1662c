/** Section 5 of the source lab: "Monitoring and Logging". */
import { z } from 'zod';
import { dashboardOf } from '../lab/names.js';
import { defineStep } from '../lab/step.js';
import { ensureAlarms } from '../resources/alarm.js';
import { ensureDashboard } from '../resources/dashboard.js';
import { describeTable } from '../resources/describe-table.js';
import { alarms, unitsOf } from './monitor/alarms.js';
import { CALLS } from './monitor/calls.js';
import { demonstrateMonitor } from './monitor/demonstration.js';
import { inspectMonitor } from './monitor/inspection.js';
import { monitorResources } from './monitor/specs.js';
import { dashboardWidgets } from './monitor/widgets.js';

export const monitor = defineStep({
  input: z.object({
    skipAlarm: z
      .boolean()
      .default(false)
      .describe('Do not bring an alarm to ALARM and back, which takes minutes on AWS'),
  }),
  calls: CALLS,
  resources: monitorResources,

  async build(lab) {
    const { names, target } = lab;
    // Thresholds are a share of what is provisioned now, which auto scaling may have changed since the last time.
    const units = unitsOf(names, await describeTable(lab, names.table));
    await ensureAlarms(
      lab,
      alarms(names, units).map(({ spec }) => spec),
    );
    await ensureDashboard(lab, dashboardOf(names, target.region), dashboardWidgets(lab));
    return 'ready';
  },

  inspect: inspectMonitor,

  demonstrate: (lab, input) => demonstrateMonitor(lab, input),
});
