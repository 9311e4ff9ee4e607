// The protocol's own conformance suite against a server that wants a token, which the suite has no way to give.
// `node conformance.mjs URL TOKEN BASELINE FOLDER` adds the token on the way and changes nothing else, Host and Origin
// included; FOLDER takes each check's result. Writes one JSON object.
import { createServer, request } from "node:http";
import { play } from "./suite.mjs";

const [url, token, baseline, folder] = process.argv.slice(2);
const target = new URL(url);
const proxy = createServer((asked, answer) => {
    const onward = request({
        host: target.hostname, port: target.port, path: asked.url, method: asked.method, setHost: false,
        headers: { ...asked.headers, authorization: `Bearer ${token}` },
    }, (got) => {
        answer.writeHead(got.statusCode, got.headers);
        got.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => onward.destroy());
    asked.pipe(onward);
});
await new Promise((ready) => proxy.listen(0, "127.0.0.1", ready));
const played = await play(`http://localhost:${proxy.address().port}${target.pathname}`, baseline, folder);
proxy.closeAllConnections();
proxy.close();
process.stdout.write(JSON.stringify(played));
