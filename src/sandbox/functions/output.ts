/**
 * Reads what a function's process writes: lines, whole messages of `console` (see `assets/runtime/log.mjs`, which
 * frames them), and the mark behind the last of an invocation.
 */
import { StringDecoder } from 'node:string_decoder';
import { MAX_LOG_MESSAGE } from './limits.js';

export interface OutputSink {
  message(text: string): void;
  /** All of the invocation has been read. `memory`: bytes that its process uses. */
  end(requestId: string, memory: number): void;
}

const FRAME = '\u0000';
const NEWLINE = 0x0a;
/** The first line of a frame: a word, then numbers and ids. */
const MAX_FRAME_HEAD = 100;

export class OutputReader {
  readonly #sink: OutputSink;
  #pending: Buffer = Buffer.alloc(0);
  /** Bytes of the framed message that is being read, its newline among them. */
  #frame: number | undefined;

  constructor(sink: OutputSink) {
    this.#sink = sink;
  }

  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    while (this.#readOne());
  }

  /** Nothing more comes. */
  close(): void {
    if (this.#pending.length > 0) this.#message(this.#pending);
    this.#pending = Buffer.alloc(0);
  }

  /** False where more has to come first. */
  #readOne(): boolean {
    if (this.#frame !== undefined) {
      if (this.#pending.length < this.#frame) return false;
      this.#message(this.#take(this.#frame).subarray(0, -1));
      this.#frame = undefined;
      return true;
    }
    const newline = this.#pending.indexOf(NEWLINE);
    if (newline < 0) {
      if (this.#pending.length < MAX_LOG_MESSAGE) return false;
      this.#message(this.#take(MAX_LOG_MESSAGE));
      return true;
    }
    const line = this.#take(newline + 1).subarray(0, -1);
    const head = line.length < MAX_FRAME_HEAD ? line.toString('utf8') : '';
    if (!head.startsWith(FRAME) || !this.#openFrame(head.slice(1))) this.#message(line);
    return true;
  }

  #openFrame(head: string): boolean {
    const [kind, first = '', second = ''] = head.split(' ');
    if (kind === 'end') this.#sink.end(first, Number(second));
    else if (kind === 'log' && /^\d+$/.test(first)) this.#frame = Number(first) + 1;
    else return false;
    return true;
  }

  #take(bytes: number): Buffer {
    const taken = this.#pending.subarray(0, bytes);
    this.#pending = this.#pending.subarray(bytes);
    return taken;
  }

  #message(bytes: Buffer): void {
    // A decoder drops what the cut leaves of a last character.
    const text = new StringDecoder('utf8').write(bytes.subarray(0, MAX_LOG_MESSAGE));
    if (text !== '') this.#sink.message(text);
  }
}
