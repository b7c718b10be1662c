/**
 * Told of every change in the table Orders, up to ten at once, and
 * writes each into its log: what happened, to which order, and how the
 * order looked before and after.
 */
import {
  BatchProcessor,
  EventType,
  processPartialResponse,
} from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import {
  DynamoDBStreamChangeRecordBase,
  DynamoDBStreamRecord,
} from '@aws-lambda-powertools/parser/schemas/dynamodb';
import type { DynamoDBStreamHandler } from 'aws-lambda';
import { UndatedFormatter } from '../shared/undated-formatter.js';

/** Stands for whatever your own code cannot digest. */
const POISON = 'poison';

/**
 * Images are kept as DynamoDB writes them, `{"N":"1"}`: a number of 38
 * digits fits into no JavaScript number.
 */
const StreamRecord = DynamoDBStreamRecord.extend({
  dynamodb: DynamoDBStreamChangeRecordBase,
});

const logger = new Logger({
  serviceName: 'stream-processor',
  logFormatter: new UndatedFormatter(),
});
const processor = new BatchProcessor(EventType.DynamoDBStreams);

/**
 * Answers the sequence numbers of the records that failed. Lambda then
 * tries those again, in smaller and smaller batches, and parks what keeps
 * failing in the dead-letter queue; those before them count as done.
 */
export const handler: DynamoDBStreamHandler = (event, context) => {
  logger.addContext(context);
  return processPartialResponse(event, processRecord, processor, {
    // One after the other: changes to one order are told in the order in
    // which they happened.
    processInParallel: false,
    // A batch in which all have failed is answered like any other, record
    // by record.
    throwOnFullBatchFailure: false,
  });
};

/**
 * Lambda may bring a record more than once. All this does is to write it
 * down, with its id, so no harm is done.
 */
async function processRecord(raw: unknown): Promise<void> {
  try {
    const {
      eventID,
      eventName,
      dynamodb: change,
    } = StreamRecord.parse(raw);
    if (change.NewImage?.order_status?.S === POISON) {
      throw new Error(
        `An order with the status "${POISON}" cannot be processed.`,
      );
    }
    logger.info(eventName, {
      event_id: eventID,
      sequence_number: change.SequenceNumber,
      happened_at: change.ApproximateCreationDateTime,
      keys: change.Keys,
      old_image: change.OldImage,
      new_image: change.NewImage,
    });
  } catch (error) {
    logger.error('This record was not processed.', {
      record: raw,
      error,
    });
    throw error;
  }
}
