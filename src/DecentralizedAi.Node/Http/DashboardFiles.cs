using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace DecentralizedAi.Node.Http;

/// <summary>
/// The dashboard beside the node's program, read once: files that anybody may have, since a file server may hold them
/// as well, and <c>dao.json</c>, which tells them whose they are.
/// </summary>
internal sealed class DashboardFiles
{
    public const string Dao = "/dao.json";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8", [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8", [".svg"] = "image/svg+xml", [".json"] = "application/json",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, ServedFile> _files;
    private readonly string _policy;

    private DashboardFiles(IReadOnlyDictionary<string, ServedFile> files, string policy, Uri endpoint) =>
        (_files, _policy, Endpoint) = (files.ToFrozenDictionary(StringComparer.Ordinal), policy, endpoint);

    /// <summary>The endpoint that is asked for pages which have the token.</summary>
    public Uri Endpoint { get; }

    /// <summary>Where a node finds its dashboard.</summary>
    public static string Folder => Path.Combine(AppContext.BaseDirectory, "dashboard");

    /// <summary>Reads a folder; where there is none, only <c>dao.json</c> is served.</summary>
    /// <param name="manifest">The DAO's manifest as it lies in its file.</param>
    /// <param name="rpc">Endpoints of the node, at least one. One with a path, a query or a user in it may hold a
    /// secret: pages may ask it when their user names it, and are not told.</param>
    public static DashboardFiles Read(string folder, ReadOnlySpan<byte> manifest, IReadOnlyList<Uri> rpc)
    {
        var files = Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => Types.ContainsKey(Path.GetExtension(file)))
                .ToDictionary(
                    file => "/" + Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'),
                    file => ServedFile.Of(File.ReadAllBytes(file), Types[Path.GetExtension(file)]))
            : [];
        if (files.TryGetValue("/index.html", out var index))
            files["/"] = index;
        files[Dao] = ServedFile.Of(DaoJson(manifest, rpc), Types[".json"]);
        return new DashboardFiles(files, Policy(rpc), rpc[0]);
    }

    /// <summary>Whether a request is for one of them, which needs no token.</summary>
    public bool Holds(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
        && _files.ContainsKey(request.Path.Value ?? "");

    /// <summary>Answers a request that is for one of them.</summary>
    public async Task WriteAsync(HttpContext context)
    {
        var file = _files[context.Request.Path.Value ?? ""];
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = _policy;
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // A name under assets has the hash of its content in it.
        headers.CacheControl = context.Request.Path.StartsWithSegments("/assets")
            ? "public, max-age=31536000, immutable" : "no-cache";
        headers.ETag = file.Tag;
        if (context.Request.Headers.IfNoneMatch == file.Tag)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = file.Type;
        context.Response.ContentLength = file.Bytes.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(file.Bytes, context.RequestAborted);
    }

    // Whoever gets a script into a page can still reach nobody with what it finds but the node, its endpoints and this
    // machine.
    private static string Policy(IReadOnlyList<Uri> rpc) =>
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; worker-src 'self'; "
        + "connect-src 'self' http://127.0.0.1:* ws://127.0.0.1:* http://localhost:* ws://localhost:* "
        + string.Join(' ', rpc.Select(one => one.GetLeftPart(UriPartial.Scheme) + one.Authority).Distinct())
        + "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
        + "trusted-types own-scripts";

    private static byte[] DaoJson(ReadOnlySpan<byte> manifest, IReadOnlyList<Uri> rpc) =>
        System.Text.Encoding.UTF8.GetBytes(new JsonObject
        {
            ["manifest"] = JsonNode.Parse(manifest),
            ["rpc"] = new JsonArray([.. rpc.Where(IsPlain).Select(one => JsonValue.Create(one.ToString()))]),
        }.ToJsonString());

    private static bool IsPlain(Uri rpc) =>
        rpc.Scheme is "http" or "https" && rpc.PathAndQuery == "/" && rpc.UserInfo.Length == 0;

    private sealed record ServedFile(byte[] Bytes, string Type, string Tag)
    {
        public static ServedFile Of(byte[] bytes, string type) =>
            new(bytes, type, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..32]}\"");
    }
}
