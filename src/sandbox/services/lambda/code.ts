/** Deployment packages in requests. */
import type { FunctionCode, UpdateFunctionCodeRequest } from '@aws-sdk/client-lambda';
import { describePackage, PackageError, unpack } from '../../functions/package.js';
import { invalidParameter } from './errors.js';
import type { Code } from './records.js';

const MAX_ZIP = 52_428_800; /* 50 MiB */

/** Where a request says that code is to be had. */
type CodeInput = FunctionCode | UpdateFunctionCodeRequest;

/** Checks a package and unpacks it among `folder`. Throws InvalidParameterValueException. */
export function storeCode(input: CodeInput, folder: string): Code {
  const zip = zipOf(input);
  try {
    return unpack(zip, folder);
  } catch (error) {
    if (error instanceof PackageError) throw invalidParameter(error.message);
    throw error;
  }
}

/** What would become of a package, of which nothing is kept. Throws InvalidParameterValueException. */
export function describeCode(input: CodeInput): Code {
  return describePackage(zipOf(input));
}

function zipOf({ ZipFile, S3Bucket, S3Key, ImageUri }: CodeInput): Uint8Array {
  if (ImageUri !== undefined) {
    throw invalidParameter('The sandbox runs no container images: send a deployment package as ZipFile.');
  }
  if (S3Bucket !== undefined || S3Key !== undefined) {
    throw invalidParameter('The sandbox has no S3: send the deployment package itself as ZipFile.');
  }
  if (ZipFile === undefined) throw invalidParameter('Please provide a source for function code.');
  if (ZipFile.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
  if (ZipFile.length > MAX_ZIP) throw invalidParameter(`Zipped size must be smaller than ${MAX_ZIP} bytes`);
  return ZipFile;
}
