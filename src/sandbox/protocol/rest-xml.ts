/**
 * The refusal that clients of REST-XML services (S3, Route 53, CloudFront) can read. The sandbox has no such
 * service, but they are what a learner tries first.
 */
import { unknownOperation } from '../errors.js';
import type { Protocol } from './protocol.js';
import { xmlElements } from './xml-text.js';

const NOT_SERVED = 'The sandbox does not have this service.';

export const restXml: Protocol = {
  read() {
    throw unknownOperation();
  },

  answer() {
    throw unknownOperation();
  },

  fail(_request, _service, error, requestId) {
    const unknown = error.code === 'UnknownOperationException';
    const details = {
      Code: unknown ? 'NotImplemented' : error.code,
      Message: unknown ? NOT_SERVED : error.message,
      RequestId: requestId,
    };
    return {
      status: unknown ? 501 : error.status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n${xmlElements({ Error: details })}`,
    };
  },
};
