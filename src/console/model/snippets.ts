import type { Endpoint } from "../../contract/endpoint.ts";

/** How receivers verify what they get, with the libraries of Standard Webhooks: whole programs, as test/console-unit runs them. */
export interface Snippet {
  id: string;
  language: string;
  install: string;
  code: string;
}

/** What a webhook's requests are like. */
export interface RequestKind {
  method: "POST" | "GET" | "PUT" | "PATCH";
  /** `body`: as it comes, JSON or whatever the event was sent as. */
  content: "body" | "form" | "query";
}

export function kindOf({ request, batching }: Pick<Endpoint, "request" | "batching">): RequestKind {
  const method = request?.method ?? "POST";
  if (method === "GET") return { method, content: "query" };
  return { method, content: request?.contentType === "form" && !batching?.enabled ? "form" : "body" };
}

export const snippetsFor = (kind: RequestKind): Snippet[] =>
  [javascript, python, go, php, ruby].map((snippet) => snippet(kind));

const javascript = ({ content }: RequestKind): Snippet => ({
  id: "js",
  language: "JavaScript",
  install: "npm install standardwebhooks",
  code: `import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.env.WEBHOOK_SECRET);

createServer(async (request, response) => {
  // The signature is that of the body as it arrived, not of parsed JSON.
  const body = (await buffer(request)).toString();
  try {
    webhook.verify(body, request.headers, { jsonParse: false });
  } catch {
    response.writeHead(400).end();
    return;
  }
  console.log(${
    {
      body: "body",
      form: "Object.fromEntries(new URLSearchParams(body))",
      query: 'Object.fromEntries(new URL(request.url, "http://localhost").searchParams)',
    }[content]
  });
  response.writeHead(204).end();
}).listen(process.env.PORT ?? 3000);`,
});

const python = ({ method, content }: RequestKind): Snippet => ({
  id: "python",
  language: "Python",
  install: "pip install flask standardwebhooks",
  code: `import os
from flask import Flask, request
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

app = Flask(__name__)
webhook = Webhook(os.environ["WEBHOOK_SECRET"])

@app.${method.toLowerCase()}("/webhooks")
def receive():
    # The signature is that of the body as it arrived, not of parsed JSON.
    body = request.get_data()
    try:
        webhook.verify(body, request.headers, json_parse=False)
    except WebhookVerificationError:
        return "", 400
    print(${{ body: "body.decode()", form: "request.form.to_dict()", query: "request.args.to_dict()" }[content]})
    return "", 204

app.run(port=int(os.environ.get("PORT", 3000)))`,
});

const go = ({ content }: RequestKind): Snippet => ({
  id: "go",
  language: "Go",
  install: "go get github.com/standard-webhooks/standard-webhooks/libraries/go",
  code: `package main

import (
	"fmt"
	"io"
	"net/http"${content === "form" ? '\n\t"net/url"' : ""}
	"os"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

func main() {
	webhook, err := standardwebhooks.NewWebhook(os.Getenv("WEBHOOK_SECRET"))
	if err != nil {
		panic(err)
	}
	http.HandleFunc("/webhooks", func(w http.ResponseWriter, r *http.Request) {
		// The signature is that of the body as it arrived, not of parsed JSON.
		body, err := io.ReadAll(r.Body)
		if err != nil || webhook.Verify(body, r.Header) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		${
      {
        body: "fmt.Println(string(body))",
        form: "form, _ := url.ParseQuery(string(body))\n\t\tfmt.Println(form)",
        query: "fmt.Println(r.URL.Query())",
      }[content]
    }
		w.WriteHeader(http.StatusNoContent)
	})
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), nil))
}`,
});

const php = ({ content }: RequestKind): Snippet => ({
  id: "php",
  language: "PHP",
  install: "composer require standard-webhooks/standard-webhooks",
  code: `<?php
require "vendor/autoload.php";

$webhook = new \\StandardWebhooks\\Webhook(getenv("WEBHOOK_SECRET"));
// The signature is that of the body as it arrived, not of parsed JSON.
$body = file_get_contents("php://input");
$headers = array_change_key_case(getallheaders());

try {
    $webhook->verify($body, $headers);
} catch (\\Exception $error) {
    http_response_code(400);
    exit;
}
${{ body: "$event = $body;", form: "parse_str($body, $event);", query: "$event = $_GET;" }[content]}
error_log(print_r($event, true));
http_response_code(204);`,
});

const ruby = ({ method, content }: RequestKind): Snippet => ({
  id: "ruby",
  language: "Ruby",
  install: "gem install sinatra puma standardwebhooks",
  code: `require "json"
require "sinatra"
require "standardwebhooks"

webhook = StandardWebhooks::Webhook.new(ENV.fetch("WEBHOOK_SECRET"))

${method.toLowerCase()} "/webhooks" do
  headers = %w[id timestamp signature].to_h do |name|
    ["webhook-#{name}", request.env["HTTP_WEBHOOK_#{name.upcase}"]]
  end
  # The signature is that of the body as it arrived, not of parsed JSON.
  body = request.body.read.to_s
  begin
    webhook.verify(body, headers)
  rescue StandardWebhooks::WebhookVerificationError
    halt 400
  rescue JSON::ParserError
    # The signature is right, and the body is no JSON.
  end
  puts ${{ body: "body", form: "URI.decode_www_form(body).to_h", query: "request.GET" }[content]}
  status 204
end`,
});
