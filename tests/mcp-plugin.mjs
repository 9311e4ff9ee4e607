// A plugin that shares no code with us: a server of the TypeScript SDK on standard input and output. What governance
// asks beyond the protocol stands in `_meta.dai`. `node mcp-plugin.mjs DESCRIPTION` describes its tool by that.
import { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { CallToolRequestSchema, ListToolsRequestSchema } from "@modelcontextprotocol/sdk/types.js";

const server = new Server({ name: "tides", version: "1.0.0" }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [{
        name: "tides.next",
        description: process.argv[2],
        inputSchema: { type: "object", properties: { port: { type: "string" } }, required: ["port"] },
        _meta: {
            dai: {
                effect: "Read", idempotency: "Safe", arguments: ["port: text"], costs: { calls: "1" }, seconds: 20,
                audience: "None", risk: "Low",
            },
        },
    }],
    _meta: { dai: { id: "sea.tides", api: 1, version: "1.0.0", entry: "tides.dll", capabilities: [], hosts: [] } },
}));
server.setRequestHandler(CallToolRequestSchema, (asked, extra) => {
    process.stdout.write("a line that is no message\n");
    const { port } = asked.params.arguments;
    return port === "nowhere"
        ? { isError: true, content: [{ type: "text", text: "there is no such port" }] }
        : { content: [{ type: "text", text: `high water at ${port}, agent ${asked.params._meta.dai.agent}` }] };
});
await server.connect(new StdioServerTransport());
