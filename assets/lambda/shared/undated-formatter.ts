import { LogFormatter, LogItem } from '@aws-lambda-powertools/logger';

type Attributes = Parameters<LogFormatter['formatAttributes']>;

/**
 * Log lines without a time of their own: CloudWatch dates them, and what
 * was written to the table says when it happened. The clock of the
 * machine on which a function happens to run would be a third opinion.
 */
export class UndatedFormatter extends LogFormatter {
  override formatAttributes(
    ...[
      { logLevel, message, serviceName, lambdaContext },
      more,
    ]: Attributes
  ): LogItem {
    return new LogItem({
      attributes: {
        level: logLevel,
        message,
        service: serviceName,
        function_request_id: lambdaContext?.awsRequestId,
        cold_start: lambdaContext?.coldStart,
        ...more,
      },
    });
  }
}
