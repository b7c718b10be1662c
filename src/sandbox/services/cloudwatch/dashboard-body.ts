/**
 * Whether a text describes a dashboard, and where it does not.
 * AWS: "Dashboard Body Structure and Syntax" in the Amazon CloudWatch API Reference.
 */

/** As CloudWatch tells it: a path into the document, `/widgets/0/properties`. */
export interface BodyProblem {
  readonly path: string;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown, path: string) => BodyProblem[];

const MAX_WIDGETS = 500;
const COLUMNS = 24;
const MAX_HEIGHT = 1000;
const MAX_ALARMS = 100;
const VIEWS = ['timeSeries', 'singleValue', 'gauge', 'bar', 'pie', 'table'];

/** Undefined where the text is no JSON object. */
export function checkBody(text: string): BodyProblem[] | undefined {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(body)) return undefined;
  return [
    ...required(body, '', 'widgets', arrayOf(checkWidget, { most: MAX_WIDGETS })),
    ...optional(body, '', 'start', string),
    ...optional(body, '', 'end', string),
    ...('end' in body && !('start' in body) ? [missing('', 'start')] : []),
    ...optional(body, '', 'periodOverride', oneOf(['auto', 'inherit'])),
  ];
}

function checkWidget(widget: unknown, path: string): BodyProblem[] {
  if (!isFields(widget)) return [{ path, message: 'Should be object' }];
  const check = typeof widget.type === 'string' && Object.hasOwn(PROPERTIES, widget.type);
  return [
    ...required(widget, path, 'type', oneOf(Object.keys(PROPERTIES))),
    ...optional(widget, path, 'x', integer(0, COLUMNS - 1)),
    ...optional(widget, path, 'y', integer(0)),
    ...optional(widget, path, 'width', integer(1, COLUMNS)),
    ...optional(widget, path, 'height', integer(1, MAX_HEIGHT)),
    ...('x' in widget === 'y' in widget ? [] : [missing(path, 'x' in widget ? 'y' : 'x')]),
    ...required(widget, path, 'properties', (properties, at) => {
      if (!isFields(properties)) return [{ path: at, message: 'Should be object' }];
      return check ? (PROPERTIES[String(widget.type)]?.(properties, at) ?? []) : [];
    }),
  ];
}

/** What stands in `properties`, by the type of the widget. */
const PROPERTIES: Readonly<Record<string, (properties: Fields, path: string) => BodyProblem[]>> = {
  metric: checkMetricWidget,
  text: (properties, path) => required(properties, path, 'markdown', string),
  log: (properties, path) => [
    ...required(properties, path, 'query', string),
    ...required(properties, path, 'region', string),
  ],
  alarm: (properties, path) =>
    required(properties, path, 'alarms', arrayOf(string, { least: 1, most: MAX_ALARMS })),
  custom: (properties, path) => required(properties, path, 'endpoint', string),
  explorer: (properties, path) => required(properties, path, 'metrics', arrayOf(anything, {})),
  chart: () => [],
};

function checkMetricWidget(properties: Fields, path: string): BodyProblem[] {
  const { metrics, annotations, region } = properties;
  const hasAlarms = isFields(annotations) && 'alarms' in annotations;
  return [
    ...(metrics === undefined && annotations === undefined ? [missing(path, 'metrics')] : []),
    ...((typeof region !== 'string' || metrics === undefined) && !hasAlarms
      ? [
          {
            path,
            message:
              'The metric widget should have specified a region and a data source or an alarm annotation',
          },
        ]
      : []),
    ...(metrics === undefined && annotations === undefined ? [missing(path, 'annotations')] : []),
    ...optional(properties, path, 'metrics', arrayOf(checkMetric, {})),
    ...optional(properties, path, 'view', oneOf(VIEWS)),
    ...optional(properties, path, 'stacked', boolean),
    ...optional(properties, path, 'title', string),
    ...optional(properties, path, 'stat', string),
    ...optional(properties, path, 'period', integer(1)),
  ];
}

/** `["AWS/Lambda", "Errors", "FunctionName", "orders-stream", { "stat": "Sum" }]` */
function checkMetric(metric: unknown, path: string): BodyProblem[] {
  if (!Array.isArray(metric)) {
    return [
      { path, message: 'Should be array' },
      {
        path,
        message:
          'Field "metrics" has to be an array of array of strings, with an optional metricRenderer object as last element',
      },
    ];
  }
  const items: readonly unknown[] = metric;
  if (items.length === 0) return [{ path, message: 'Should NOT have less than 1 items' }];
  const names = isFields(items.at(-1)) ? items.slice(0, -1) : items;
  return names.flatMap((name, index) =>
    typeof name === 'string'
      ? []
      : [{ path: `${path}/${index}`, message: 'Invalid metric field type, only "String" type is allowed' }],
  );
}

function required(fields: Fields, path: string, name: string, check: Check): BodyProblem[] {
  return fields[name] === undefined ? [missing(path, name)] : check(fields[name], `${path}/${name}`);
}

function optional(fields: Fields, path: string, name: string, check: Check): BodyProblem[] {
  return fields[name] === undefined ? [] : check(fields[name], `${path}/${name}`);
}

function missing(path: string, name: string): BodyProblem {
  return { path, message: `Should have required property '${name}'` };
}

function anything(): BodyProblem[] {
  return [];
}

function string(value: unknown, path: string): BodyProblem[] {
  return typeof value === 'string' ? [] : [{ path, message: 'Should be string' }];
}

function boolean(value: unknown, path: string): BodyProblem[] {
  return typeof value === 'boolean' ? [] : [{ path, message: 'Should be boolean' }];
}

function oneOf(values: readonly string[]): Check {
  return (value, path) =>
    typeof value === 'string' && values.includes(value)
      ? []
      : [{ path, message: 'Should be equal to one of the allowed values' }];
}

function integer(least: number, most = Number.POSITIVE_INFINITY): Check {
  return (value, path) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      return [{ path, message: 'Should be integer' }];
    if (value < least) return [{ path, message: `Should be >= ${least}` }];
    return value > most ? [{ path, message: `Should be <= ${most}` }] : [];
  };
}

function arrayOf(
  check: Check,
  { least = 0, most = Number.POSITIVE_INFINITY }: { readonly least?: number; readonly most?: number },
): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return [{ path, message: 'Should be array' }];
    const items: readonly unknown[] = value;
    if (items.length < least) return [{ path, message: `Should NOT have less than ${least} items` }];
    if (items.length > most) return [{ path, message: `Should NOT have more than ${most} items` }];
    return items.flatMap((item, index) => check(item, `${path}/${index}`));
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
