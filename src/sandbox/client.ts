/**
 * The sandbox as the rest of the program sees it: start it, find it, stop it, its environment, its clock.
 * Nothing else of the sandbox may be imported from outside (a test keeps it so).
 */

/** How to reach a running sandbox. Holds its secret key: never log or print it, but for `sandbox env`. */
export interface SandboxConnection {
  /** `http://127.0.0.1:4600` */
  readonly endpoint: string;
  readonly port: number;
  readonly pid: number;
  readonly region: string;
  /** Twelve digits. */
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** The version of orders-lab that runs it. */
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
}
