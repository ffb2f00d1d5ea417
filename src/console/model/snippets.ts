/** How receivers verify what they get, with the libraries of Standard Webhooks. */
export interface Snippet {
  id: string;
  language: string;
  install: string;
  code: string;
}

export const snippets: Snippet[] = [
  {
    id: "js",
    language: "JavaScript",
    install: "npm install standardwebhooks",
    code: `import express from "express";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET);

// express.raw: the signature is that of the body as it arrived, not of parsed JSON
app.post("/webhooks", express.raw({ type: "*/*" }), (request, response) => {
  try {
    const event = webhook.verify(request.body, request.headers);
    console.log(event);
    response.sendStatus(204);
  } catch {
    response.sendStatus(400);
  }
});`,
  },
  {
    id: "python",
    language: "Python",
    install: "pip install standardwebhooks",
    code: `import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

app = Flask(__name__)
webhook = Webhook(os.environ["WEBHOOK_SECRET"])

@app.post("/webhooks")
def receive():
    try:
        event = webhook.verify(request.get_data(), request.headers)
    except WebhookVerificationError:
        return "", 400
    print(event)
    return "", 204`,
  },
  {
    id: "go",
    language: "Go",
    install: "go get github.com/standard-webhooks/standard-webhooks/libraries/go",
    code: `import (
	"io"
	"net/http"
	"os"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

var webhook, _ = standardwebhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET"))

func receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || webhook.Verify(body, r.Header) != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	// body is what was sent
	w.WriteHeader(http.StatusNoContent)
}`,
  },
  {
    id: "php",
    language: "PHP",
    install: "composer require standard-webhooks/standard-webhooks",
    code: `<?php
require "vendor/autoload.php";

$webhook = new \\StandardWebhooks\\Webhook(getenv("WEBHOOK_SECRET"));
$body = file_get_contents("php://input");
$headers = array_change_key_case(getallheaders());

try {
    $event = $webhook->verify($body, $headers);
    http_response_code(204);
} catch (\\Exception $error) {
    http_response_code(400);
}`,
  },
  {
    id: "ruby",
    language: "Ruby",
    install: "gem install standardwebhooks",
    code: `require "sinatra"
require "standardwebhooks"

webhook = StandardWebhooks::Webhook.new(ENV.fetch("WEBHOOK_SECRET"))

post "/webhooks" do
  headers = %w[id timestamp signature].to_h do |name|
    ["webhook-#{name}", request.env["HTTP_WEBHOOK_#{name.upcase}"]]
  end
  event = webhook.verify(request.body.read, headers)
  puts event
  status 204
rescue StandardWebhooks::WebhookVerificationError
  status 400
end`,
  },
];
