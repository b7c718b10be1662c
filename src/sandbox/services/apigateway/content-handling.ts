/** How bodies are converted on their way. AWS: "Content type conversions in API Gateway". */
import type { ContentHandlingStrategy } from '@aws-sdk/client-api-gateway';
import { badRequest } from './errors.js';

/** Throws BadRequestException. */
export function contentHandlingOf(value: string): ContentHandlingStrategy {
  if (value === 'CONVERT_TO_BINARY' || value === 'CONVERT_TO_TEXT') return value;
  throw badRequest('Invalid ContentHandling specified. Valid options are CONVERT_TO_BINARY,CONVERT_TO_TEXT');
}
