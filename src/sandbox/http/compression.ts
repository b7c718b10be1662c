/**
 * Bodies that come compressed, as the SDKs and the AWS CLI send those of PutMetricData above 10 KB.
 * AWS: "Compress request payloads" in the AWS SDKs and Tools Reference Guide.
 */
import { gunzipSync } from 'node:zlib';
import { AwsError } from '../errors.js';
import type { WireRequest } from './message.js';

/** What a body may unfold to: as much as one that comes as it is may have. */
const MAX_UNFOLDED = 16 * 1024 * 1024; /* 16 MiB */

/** The request with its body as it was before; itself where nothing was done to it. Throws for what cannot be unfolded. */
export function decompressed(request: WireRequest): WireRequest {
  if (request.headers['content-encoding'] !== 'gzip') return request;
  try {
    return { ...request, body: gunzipSync(request.body, { maxOutputLength: MAX_UNFOLDED }) };
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new AwsError('RequestEntityTooLargeException', 'Request is too large.', { status: 413 });
    }
    throw new AwsError('SerializationException', 'The body is not compressed with gzip.');
  }
}
