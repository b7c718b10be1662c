/**
 * What Lambda itself writes into a function's log, as text or as JSON.
 * AWS: "Viewing CloudWatch logs for Lambda functions", "Lambda Telemetry API Event schema reference".
 */
import type { Deployment } from './deployment.js';
import type { EnvironmentLog } from './environment-log.js';

const BYTES_PER_MB = 1024 * 1024;

export interface Report {
  readonly requestId: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Milliseconds; only with the first invocation of an environment. */
  readonly initDuration?: number | undefined;
  /** Bytes. */
  readonly memory: number;
  readonly status: 'success' | 'error' | 'timeout';
  readonly errorType?: string | undefined;
}

export interface InitReport {
  /** Milliseconds. */
  readonly duration: number;
  readonly phase: 'init' | 'invoke';
  readonly status: 'error' | 'timeout';
  readonly errorType?: string | undefined;
}

/** The lines around an environment's start and its invocations. */
export class PlatformLog {
  readonly #deployment: Deployment;
  readonly #log: EnvironmentLog;

  constructor(deployment: Deployment, log: EnvironmentLog) {
    this.#deployment = deployment;
    this.#log = log;
  }

  initStart(): void {
    const { runtime, functionName, version } = this.#deployment;
    const runtimeVersion = `${runtime.replace(/^nodejs(\d+)\.x$/, 'nodejs:$1')}.${process.version}`;
    this.#write(`INIT_START Runtime Version: ${runtimeVersion}`, 'platform.initStart', {
      initializationType: 'on-demand',
      phase: 'init',
      runtimeVersion,
      functionName,
      functionVersion: version,
    });
  }

  initReport({ duration, phase, status, errorType }: InitReport): void {
    this.#write(
      `INIT_REPORT Init Duration: ${milliseconds(duration)} ms\tPhase: ${phase}\tStatus: ${status}${
        errorType === undefined ? '' : `\tError Type: ${errorType}`
      }`,
      'platform.initReport',
      {
        initializationType: 'on-demand',
        phase,
        status,
        ...(errorType === undefined ? {} : { errorType }),
        metrics: { durationMs: Number(milliseconds(duration)) },
      },
    );
  }

  start(requestId: string): void {
    const { version } = this.#deployment;
    this.#write(`START RequestId: ${requestId} Version: ${version}`, 'platform.start', {
      requestId,
      version,
    });
  }

  /** Of what only the platform knows: a timeout, the end of a process. */
  fault(text: string): void {
    if (this.#deployment.logging.format === 'Text') this.#log.add(text);
  }

  end(report: Report): void {
    const { memorySize } = this.#deployment;
    const { requestId, duration, initDuration, status, errorType } = report;
    const billed = Math.max(1, Math.ceil(duration + (initDuration ?? 0)));
    const memory = Math.min(memorySize, Math.ceil(report.memory / BYTES_PER_MB));
    if (this.#deployment.logging.format === 'Text') this.#log.add(`END RequestId: ${requestId}`);
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${milliseconds(duration)} ms`,
      `Billed Duration: ${billed} ms`,
      `Memory Size: ${memorySize} MB`,
      `Max Memory Used: ${memory} MB`,
      ...(initDuration === undefined ? [] : [`Init Duration: ${milliseconds(initDuration)} ms`]),
      ...(status === 'success' ? [] : [`Status: ${status}`]),
      ...(status === 'error' && errorType !== undefined ? [`Error Type: ${errorType}`] : []),
    ];
    this.#write(`${parts.join('\t')}\t`, 'platform.report', {
      requestId,
      metrics: {
        durationMs: Number(milliseconds(duration)),
        billedDurationMs: billed,
        memorySizeMB: memorySize,
        maxMemoryUsedMB: memory,
        ...(initDuration === undefined ? {} : { initDurationMs: Number(milliseconds(initDuration)) }),
      },
      status,
      ...(errorType === undefined ? {} : { errorType }),
    });
  }

  #write(text: string, type: string, record: Readonly<Record<string, unknown>>): void {
    const { format, systemLevel } = this.#deployment.logging;
    if (format === 'Text') this.#log.add(text);
    else if (systemLevel !== 'WARN')
      this.#log.add(JSON.stringify({ time: this.#log.timestamp(), type, record }));
  }
}

function milliseconds(duration: number): string {
  return duration.toFixed(2);
}
