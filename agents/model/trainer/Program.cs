using System.Globalization;
using DecentralizedAi.ModelTrainer;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var options = Arguments.Of(args);
return options.Verb switch
{
    "show" => Verbs.Show(options),
    "train" => Verbs.Train(options),
    "tokens" => Verbs.Tokens(options),
    "smoke" => Verbs.Smoke(options),
    "check" => Check.Conversations(options, held: false) | Check.Conversations(options, held: true),
    "validate" => Check.Conversations(options, held: null),
    "eval" => Check.Evaluation(options),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        usage: VERB [--data DIR] [--out FILE] [--file FILE] [--steps N] [--examples N] [--seed N] [--show N] [--all]
          train     trains on DIR and writes FILE, its merges and its facts
          check     measures FILE on known and on held-out phrases of DIR
          validate  measures FILE on all phrases of DIR
          eval      measures FILE on the evaluation cases in --file
          tokens    compares the token ids with those of llama.cpp
          show      prints examples
          smoke     a few steps of everything, in a temporary folder
        """);
    return 2;
}
