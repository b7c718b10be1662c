"""The Python of the source lab, unchanged between the markers, against the endpoint given as first argument.

boto3 before 1.28 ignores AWS_ENDPOINT_URL and would call the real AWS, so every resource and client is
given the endpoint here, and nothing else is.
"""

import functools
import json
import sys

import boto3
import boto3.dynamodb.conditions

boto3.resource = functools.partial(boto3.resource, endpoint_url=sys.argv[1])
boto3.client = functools.partial(boto3.client, endpoint_url=sys.argv[1])

# --- source lab: insert and query ---
import boto3
import time
import uuid

dynamodb = boto3.resource('dynamodb')
table = dynamodb.Table('Orders')

def insert_order(customer_id, order_status, details):
    order = {
        'order_id': str(uuid.uuid4()),
        'created_at': int(time.time()),
        'customer_id': customer_id,
        'order_status': order_status,
        'details': details
    }
    table.put_item(Item=order)
    print(f"Inserted order: {order['order_id']}")

# Insert sample orders
insert_order('cust123', 'processing', {'item': 'Laptop', 'quantity': 1})
insert_order('cust456', 'completed', {'item': 'Smartphone', 'quantity': 2})
insert_order('cust123', 'completed', {'item': 'Headphones', 'quantity': 3})

response = table.query(
    IndexName='CustomerIndex',
    KeyConditionExpression=boto3.dynamodb.conditions.Key('customer_id').eq('cust123')
)
print("Orders for customer cust123:", response['Items'])
# --- end of source lab ---

print(json.dumps(response['Items'], default=str, sort_keys=True))
