/** What a process of a function is started with, and what is asked of it. */

/** One state of one function's version: any change of code or configuration makes another. */
export interface Deployment {
  /** Different for each. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** The ARN of the role that it acts as. */
  readonly role: string;
  readonly functionName: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** `index.handler` */
  readonly handler: string;
  /** `nodejs24.x` */
  readonly runtime: string;
  /** MB, as AWS counts them: 1,048,576 bytes. */
  readonly memorySize: number;
  /** Seconds. */
  readonly timeout: number;
  /** The folder with the unpacked code. */
  readonly codeFolder: string;
  /** The function's own variables. */
  readonly variables: Readonly<Record<string, string>>;
  readonly logging: Logging;
}

export interface Logging {
  readonly group: string;
  readonly format: 'Text' | 'JSON';
  /** The least that is written of what the function logs; JSON only. */
  readonly applicationLevel: string;
  /** The least that is written of what the platform logs; JSON only. */
  readonly systemLevel: string;
}

/** Keys of the function's role. */
export interface SessionKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

export interface InvocationRequest {
  readonly requestId: string;
  /** JSON. */
  readonly payload: Uint8Array;
  readonly functionArn: string;
  /** JSON. */
  readonly clientContext?: string | undefined;
}

export interface LogEvent {
  /** Milliseconds since the epoch, virtual. */
  readonly timestamp: number;
  readonly message: string;
}

export interface InvocationResult {
  readonly requestId: string;
  /** What the function answered, or the error in JSON. */
  readonly payload: Uint8Array;
  /** Lambda's way to say that the function failed. */
  readonly functionError?: 'Unhandled';
  /** The end of what was logged, START to REPORT: 4 KiB at most. */
  readonly logTail: Uint8Array;
  /** Real milliseconds, without the initialization. */
  readonly duration: number;
}
