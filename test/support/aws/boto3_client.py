"""A program that uses Secrets Manager through boto3, knowing nothing of Coffer. Prints what it saw as JSON."""

import base64
import json
import uuid
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.exceptions import ClientError

client = boto3.client("secretsmanager")
seen = {}


def failure(call):
    try:
        call()
    except ClientError as error:
        return [
            type(error).__name__,
            error.response["Error"]["Code"],
            error.response["Error"]["Message"],
            error.response["ResponseMetadata"]["HTTPStatusCode"],
        ]
    return None


name = "boto/db"
created = client.create_secret(
    Name=name, SecretString="one", Description="first", Tags=[{"Key": "a", "Value": "b"}]
)
token = str(uuid.uuid4())
put = client.put_secret_value(SecretId=created["ARN"], SecretString="two", ClientRequestToken=token)
seen["put"] = [put["VersionId"] == token, put["VersionStages"]]
current = client.get_secret_value(SecretId=name)
seen["current"] = [current["SecretString"], current["VersionStages"], current["CreatedDate"].year >= 2020]
seen["previous"] = client.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")["SecretString"]
seen["by id"] = client.get_secret_value(SecretId=name, VersionId=created["VersionId"])["SecretString"]

blob = bytes(range(256)) * 200
client.create_secret(Name="boto/bytes", SecretBinary=blob)
seen["binary"] = client.get_secret_value(SecretId="boto/bytes")["SecretBinary"] == blob

for index in range(5):
    client.create_secret(Name=f"boto/page/{index}", SecretString=str(index))
pages = client.get_paginator("list_secrets").paginate(
    Filters=[{"Key": "name", "Values": ["boto/page/"]}], PaginationConfig={"PageSize": 2}
)
seen["pages"] = [[secret["Name"] for secret in page["SecretList"]] for page in pages]

batch = client.batch_get_secret_value(SecretIdList=[name, "boto/none"])
seen["batch"] = [
    [value["SecretString"] for value in batch["SecretValues"]],
    [error["ErrorCode"] for error in batch["Errors"]],
]

described = client.describe_secret(SecretId=name)
seen["described"] = [described["Description"], described["Tags"], sorted(map(tuple, described["VersionIdsToStages"].values()))]
client.untag_resource(SecretId=name, TagKeys=["a"])
seen["tags"] = client.describe_secret(SecretId=name)["Tags"]
client.update_secret_version_stage(
    SecretId=name, VersionStage="AWSCURRENT", MoveToVersionId=created["VersionId"], RemoveFromVersionId=token
)
seen["rolled back"] = client.get_secret_value(SecretId=name)["SecretString"]

deleted = client.delete_secret(SecretId=name, RecoveryWindowInDays=7)
seen["deleted"] = deleted["DeletionDate"].year >= 2020
seen["while deleted"] = failure(lambda: client.get_secret_value(SecretId=name))
client.restore_secret(SecretId=name)
seen["restored"] = client.get_secret_value(SecretId=name)["SecretString"]

seen["password"] = len(client.get_random_password(PasswordLength=24)["RandomPassword"])
policy = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {"Effect": "Allow", "Principal": {"AWS": "1"}, "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
        ],
    }
)
client.put_resource_policy(SecretId=name, ResourcePolicy=policy)
seen["policy"] = client.get_resource_policy(SecretId=name)["ResourcePolicy"] == policy

seen["missing"] = failure(lambda: client.get_secret_value(SecretId="boto/none"))
seen["taken"] = failure(lambda: client.create_secret(Name=name, SecretString="x"))
seen["invalid"] = failure(lambda: client.get_secret_value(SecretId="no name"))[1]

with ThreadPoolExecutor(16) as pool:
    answers = list(pool.map(lambda _: client.get_secret_value(SecretId=name)["SecretString"], range(100)))
seen["at once"] = [len(answers), sorted(set(answers))]

print(json.dumps(seen))
