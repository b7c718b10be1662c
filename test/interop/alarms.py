"""Alarms by boto3: put, read by name, found missing, deleted. Prints what it saw as JSON."""
import json
import sys

import boto3

cloudwatch = boto3.client("cloudwatch", endpoint_url=sys.argv[1])
cloudwatch.put_metric_alarm(
    AlarmName="from-boto3",
    Namespace="AWS/DynamoDB",
    MetricName="ReadThrottleEvents",
    Statistic="Sum",
    Period=60,
    EvaluationPeriods=1,
    Threshold=0.5,
    ComparisonOperator="GreaterThanThreshold",
)
alarm = cloudwatch.describe_alarms(AlarmNames=["from-boto3"])["MetricAlarms"][0]
pages = cloudwatch.get_paginator("describe_alarms").paginate(PaginationConfig={"PageSize": 1})
try:
    cloudwatch.set_alarm_state(AlarmName="nothing", StateValue="OK", StateReason="")
    code = None
except cloudwatch.exceptions.ResourceNotFound as error:
    code = error.response["Error"]["Code"]
cloudwatch.delete_alarms(AlarmNames=["from-boto3", "nothing"])
print(
    json.dumps(
        {
            "threshold": alarm["Threshold"],
            "state": alarm["StateValue"],
            "updated": alarm["StateUpdatedTimestamp"].year,
            "code": code,
            "names": [alarm["AlarmName"] for page in pages for alarm in page["MetricAlarms"]],
        }
    )
)
