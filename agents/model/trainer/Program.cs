using System.Globalization;
using DecentralizedAi.ModelTrainer;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = Arguments.Of(args);
return options.Verb switch
{
    "show" => Verbs.Show(options),
    "train" => Verbs.Train(options),
    "draw" => Verbs.Draw(options),
    "tokens" => Verbs.Tokens(options),
    "smoke" => Verbs.Smoke(options),
    "check" => Check.Run(options, held: false) | Check.Run(options, held: true),
    "validate" => Check.Run(options, held: null),
    "export" => Verbs.Write(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: VERB [--data DIR] [--out FILE] [--from FILE] [--mean FILE] [--margin LOGITS] [--steps N] [--examples N] [--seed N] [--show N] [--all]
                    [--device cpu|cuda] [--dropout SHARE] [--average SHARE] [--text FILE] [--words MERGES] [--favour REGISTER=TIMES]
          train     trains on DIR and writes FILE, its merges and its facts
          check     measures FILE on known and on held-out phrases of DIR
          validate  measures FILE on all phrases of DIR
          export    writes the weights of --from as FILE again, with another --margin, or their mean with --mean
          draw      writes the samples of a run to --samples, for later runs
          tokens    compares the token ids with those of llama.cpp
          show      prints examples
          smoke     a few steps of everything, in a temporary folder
        """);
    return 2;
}
