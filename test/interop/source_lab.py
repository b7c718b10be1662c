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

found = response['Items']

# --- source lab: transactions ---
client = boto3.client('dynamodb')
response = client.transact_write_items(
    TransactItems=[
        {
            'Put': {
                'TableName': 'Orders',
                'Item': {
                    'order_id': {'S': 'order1'},
                    'created_at': {'N': '1625097600'},
                    'customer_id': {'S': 'cust789'},
                    'order_status': {'S': 'processing'}
                }
            }
        },
        {
            'Update': {
                'TableName': 'Orders',
                'Key': {
                    'order_id': {'S': 'order2'},
                    'created_at': {'N': '1625097601'}
                },
                'UpdateExpression': 'SET order_status = :status',
                'ExpressionAttributeValues': {
                    ':status': {'S': 'completed'}
                }
            }
        }
    ]
)
# --- end of source lab ---

written = [
    table.get_item(Key={'order_id': order_id, 'created_at': created_at}, ConsistentRead=True).get('Item')
    for order_id, created_at in [('order1', 1625097600), ('order2', 1625097601)]
]
print(json.dumps({'found': found, 'written': written}, default=str, sort_keys=True))
