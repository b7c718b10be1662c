/** The one table: a line for each thing measured, a column for each server. */
import { SERVERS, YARDSTICK } from './servers.mjs';
import { median, ratios, withSpread } from './statistics.mjs';

const NOT_SERVED = 'not served';
const NOT_MEASURED = '–';
/** Behind what is a time or a size; all else are rates. */
const LESS = ' (less is better)';

/** Rates are told as parts of the yardstick's rate, times and memory as multiples of its: its own are absolute. */
export class Report {
  #lines = [];
  #notes = [];
  #loaded = new Map();
  #growth = new Map();

  addThroughput(rows) {
    for (const { label, rates } of rows) {
      this.#add(label, rates, (rate) => `${Math.round(rate)}/s`, NOT_SERVED);
    }
  }

  addColdStarts({ times, memory }) {
    this.#add(`time to the first answer${LESS}`, times, (time) => `${Math.round(time)} ms`);
    this.#add(`memory after the first answer${LESS}`, memory, (size) => `${Math.round(size)} MB`);
  }

  addLoadedMemory(name, { own }) {
    this.#loaded.set(name, [own]);
  }

  addGrowth(name, stages) {
    this.#growth.set(name, stages);
  }

  addCommands(times) {
    const { 'node -e 0': node, ...commands } = times;
    this.#notes.push(`bare \`node -e 0\`: ${Math.round(median(node))} ms`);
    for (const [label, series] of Object.entries(commands)) {
      this.#notes.push(`\`orders-lab ${label}\`: ${withSpread(ratios(series, node))} times that`);
    }
  }

  addLab(times) {
    const seconds = times.map((time) => time / 1000);
    this.#notes.push(`the whole lab, from no sandbox to cleaned up: ${withSpread(seconds, 1)} s`);
  }

  addSeed({ orders, seconds, utilization }) {
    const used = (utilization * 100).toFixed(1);
    this.#notes.push(
      `seed of ${orders} orders into 5 units: ${used} % of the capacity used, ${seconds.toFixed(1)} s of real time`,
    );
  }

  addCapacity(rows) {
    for (const { label, ratios } of rows) {
      this.#notes.push(
        `${label}, with capacity and metrics: ${withSpread(ratios)} times the processor time without`,
      );
    }
  }

  addFunctions({ invoke, latency, rates }) {
    const spread = (percentiles, pick) => `${withSpread(percentiles.map(pick), 1)} ms`;
    for (const [label, percentiles] of [
      ['a warm invocation, through the SDK', invoke],
      ['from a write to the function', latency],
    ]) {
      const median = spread(percentiles, ({ middle }) => middle);
      this.#notes.push(
        `${label}: median ${median}, 99th percentile ${spread(percentiles, ({ worst }) => worst)}`,
      );
    }
    for (const [size, series] of Object.entries(rates)) {
      this.#notes.push(
        `records a second from a stream to its function, ${size} at a time: ${withSpread(series, 0)}`,
      );
    }
  }

  addApi({ sandbox, bare, left }) {
    const [rate, middle, worst] = [bare.rates, bare.middles, bare.worsts].map(median);
    const share = withSpread(ratios(sandbox.rates, bare.rates), 3);
    const times = (pick) => withSpread(ratios(sandbox[pick], bare[pick]), 1);
    this.#notes.push(
      `the orders API, 200 clients: ${Math.round(median(sandbox.rates))} requests a second, ${share} of the bare one's ${Math.round(rate)}`,
      `its time for a request: median ${times('middles')} times the bare one's ${middle.toFixed(1)} ms, 99th percentile ${times('worsts')} times its ${worst.toFixed(1)} ms`,
      `processes that the sandbox has left behind: ${left ?? 'not told on this system'}`,
    );
  }

  /** Markdown. */
  text() {
    const notes = this.#notes.map((note) => `- ${note}`);
    return [...(this.#lines.length === 0 ? [] : [...this.#table(), '']), ...notes].join('\n');
  }

  #table() {
    this.#addLoaded();
    this.#addStages();
    const head = ['', ...SERVERS.map((name) => (name === YARDSTICK ? `${name} (= 1)` : name))];
    const rule = head.map((_, column) => (column === 0 ? '---' : '---:'));
    return [head, rule, ...this.#lines].map((cells) => `| ${cells.join(' | ')} |`);
  }

  #addLoaded() {
    const megabytes = (size) => `${Math.round(size)} MB`;
    this.#add(`memory after all of the above${LESS}`, Object.fromEntries(this.#loaded), megabytes);
  }

  #addStages() {
    const stages = [...this.#growth.values()].flat();
    for (const items of new Set(stages.map((stage) => stage.items))) {
      const count = items.toLocaleString('en-US');
      const among = `among ${count} items`;
      const of = (pick) =>
        Object.fromEntries(
          [...this.#growth].map(([name, all]) => [
            name,
            all.filter((stage) => stage.items === items).map(pick),
          ]),
        );
      this.#add(
        `time of an index query ${among}${LESS}`,
        of(({ queryTime }) => queryTime),
        (time) => `${time.toFixed(2)} ms`,
      );
      this.#add(
        `items seeded a second, up to ${count}`,
        of(({ seedingRate }) => seedingRate),
        (rate) => `${Math.round(rate)}/s`,
      );
      this.#add(
        `memory and mapped store ${among}${LESS}`,
        of(({ memory }) => memory.total),
        (size) => `${Math.round(size)} MB`,
      );
    }
  }

  /** `series` are values by server and round. */
  #add(label, series, absolute, missing = NOT_MEASURED) {
    const yardstick = series[YARDSTICK];
    const cells = SERVERS.map((name) => {
      const values = series[name] ?? [];
      if (values.length === 0) return missing;
      if (name === YARDSTICK) return absolute(median(values));
      if (values.length === 1) return (values[0] / yardstick[0]).toFixed(2);
      return withSpread(ratios(values, yardstick));
    });
    this.#lines.push([label, ...cells]);
  }
}
