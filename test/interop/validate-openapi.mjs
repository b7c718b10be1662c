/** Says whether the file that it is given is valid, for Swagger 2.0 and OpenAPI 3: `valid`, or what is wrong. */
import { parse } from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';

const [file] = process.argv.slice(2);
try {
  await SwaggerParser.validate(file);
  process.stdout.write('valid');
} catch (error) {
  process.stdout.write(`${parse(file).base}: ${error.message}`);
}
