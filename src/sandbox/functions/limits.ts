/** What bounds a function that runs. AWS: "Lambda quotas". */

/** Of an answer: 6 MiB and a little. */
export const MAX_RESPONSE = 6_291_556; /* bytes */
/** A first initialization that takes longer is tried again within the invocation. */
export const INIT_TIMEOUT = 10 * 1000; /* 10 s */
/** Processes and threads that one environment may have. Here only processes are counted. */
export const MAX_PROCESSES = 1024;
/** Open files of one process. */
export const MAX_OPEN_FILES = 1024;
/** Of an unzipped deployment package. */
export const MAX_UNZIPPED = 262_144_000; /* 250 MiB */
/** Of what `LogType: Tail` answers, before base64. */
export const LOG_TAIL = 4096; /* 4 KiB */
/** A log event's message beyond this is cut. */
export const MAX_LOG_MESSAGE = 262_144; /* 256 KiB */
