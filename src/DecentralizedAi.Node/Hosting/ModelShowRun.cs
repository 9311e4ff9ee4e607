using System.Text.Json;
using DecentralizedAi.Inference.Chat;
using DecentralizedAi.Inference.Files;

namespace DecentralizedAi.Node.Hosting;

/// <summary>Reads what a model file says of itself, in managed code; loads no model.</summary>
internal static class ModelShowRun
{
    /// <summary>Words: the file.</summary>
    /// <returns>0 with one JSON line; 2 usage; 4 the file may not be loaded, or is of an unknown family.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> words) => ModelRuns.EndAsync(() =>
        Task.FromResult(Write(words is [var file] ? file : throw NodeCommandLine.Wrong("name one model file"))));

    internal static string Write(string path)
    {
        var file = ModelFile.OpenUnapproved(path);
        var (header, words, about) = (file.Header, file.Header.Vocabulary, file.Header.About);
        var format = ChatFormat.Of(header);
        return JsonSerializer.Serialize(new
        {
            file = Path.GetFullPath(path),
            sha256 = file.Sha256.ToString(),
            bytes = new FileInfo(path).Length,
            name = about.Name,
            family = header.Architecture,
            parameters = about.Parameters,
            types = about.Types,
            layers = about.Layers,
            width = about.Width,
            context = about.Context,
            template = format.Word,
            templateHash = format.Template.ToString(),
            takesTools = format.TakesTools,
            call = format.Form.Write(new("TOOL", [new("ARGUMENT", "VALUE")])),
            tokenizer = words.Model,
            tokens = words.Tokens,
            control = Texts(words, control: true),
            added = Texts(words, control: false),
            moneyMargin = header.MoneyMargin,
            reexecutable = about.IsQuantised,
            license = about.License,
            licenseName = about.LicenseName,
            licenseLink = about.LicenseLink,
        });
    }

    private static IEnumerable<string> Texts(GgufVocabulary words, bool control) =>
        words.Special.Where(token => token.Control == control).Select(token => token.Text);
}
