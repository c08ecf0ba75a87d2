"""assay-runner: work · run RECIPE · list · evidence RECIPE · pretrain · starter · export · serve."""

import argparse
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from assay_runner import __version__, recipes
from assay_runner.errors import Cancelled, Fatal, Retryable


def main(argv: list[str] | None = None) -> int:
    """The command line; returns the exit code."""
    options = parser().parse_args(argv)
    try:
        return int(options.run(options) or 0)
    except (Fatal, Retryable) as error:
        print(f"assay-runner: {error}", file=sys.stderr)
        return 1
    except (KeyboardInterrupt, Cancelled):
        print("assay-runner: stopped", file=sys.stderr)
        return 130


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog="assay-runner", description="Runs Assay's recipes: as a worker or right here.")
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("work", help="lease jobs from a platform and run them")
    one.add_argument("--url", default=os.environ.get("ASSAY_URL"), help="the platform's https address (or ASSAY_URL)")
    one.add_argument("--key", help="a key with the scope `runner`; better given as ASSAY_KEY, which `ps` does not show")
    one.add_argument("--name", default=platform.node() or "runner", help="this runner's name (default: the host's)")
    one.add_argument(
        "--labels", default="", help="comma-separated, such as gpu,gpu:h100: jobs asking for them come here"
    )
    one.add_argument("--recipes", default="", help="comma-separated; default: every recipe this runner has")
    one.add_argument("--data", type=Path, default=Path("runner-data"), help="folder for inputs and running jobs")
    one.add_argument("--health-port", type=int, help="answer health checks on this port (default: no port is opened)")
    one.add_argument("--health-host", default="127.0.0.1", help="address of the health port")
    one.add_argument("--heartbeat", type=float, default=10.0, help="seconds between heartbeats (1 to 30)")
    one.add_argument("--grace", type=float, default=10.0, help="seconds a stopped job gets before it is killed")
    one.add_argument("--once", action="store_true", help="leave after one job")
    one.add_argument("--allow-http", action="store_true", help="accept an http:// address that is not this machine")
    queue = one.add_argument_group("jobs by Cloudflare Queues' HTTP pull API instead of long-polling the platform")
    queue.add_argument("--queue-account", help="Cloudflare account id; its token is read from ASSAY_QUEUE_TOKEN")
    queue.add_argument("--queue-id", help="id of the queue with an http_pull consumer")
    queue.add_argument("--queue-url", default="https://api.cloudflare.com/client/v4", help="base of the API")
    one.set_defaults(run=work)

    one = commands.add_parser("run", help="run a recipe right here, without a platform")
    one.add_argument("recipe", choices=sorted(recipes.RECIPES), metavar="RECIPE")
    one.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter; see `list`")
    one.add_argument("--input", action="append", default=[], metavar="NAME=PATH", help="an input file or folder")
    one.add_argument("--out", type=Path, help="folder for outputs and checkpoints (default: out/RECIPE)")
    one.add_argument("--seed", type=int, default=0)
    one.add_argument("--quiet", action="store_true", help="no progress on standard error")
    one.set_defaults(run=run)

    one = commands.add_parser("list", help="the recipes with their parameters")
    one.add_argument("--json", action="store_true", help="what schema/generated/recipes.json holds")
    one.set_defaults(run=show)

    one = commands.add_parser("evidence", help="measure a recipe against its baselines over seeds")
    one.add_argument("recipe", choices=sorted({**recipes.RECIPES, **recipes.STUDIES}), metavar="RECIPE")
    one.add_argument("--quick", action="store_true", help="the small run of the tests; writes no page")
    one.add_argument("--seeds", type=int, help="how many seeds (default: what the recipe says)")
    one.add_argument("--resume", action="store_true", help="keep what an earlier, killed run measured")
    one.add_argument("--jobs", type=int, default=1, help="seeds measured side by side, a process and a thread each")
    one.add_argument("--plain", action="store_true", help="lines instead of a progress bar")
    one.add_argument("--recheck", action="store_true", help="only check the claims again, on the committed record")
    one.set_defaults(run=evidence)

    one = commands.add_parser("starter", help="make one of the starter judges under models/ again")
    one.add_argument("name", choices=["maths", "general"], metavar="NAME", help="maths or general")
    one.add_argument("--data", type=Path, required=True, help="folder with gsm8k, mr-ben, llmfao and llmbar")
    one.add_argument("--out", type=Path, required=True, help="folder of the bundle")
    one.add_argument("--work", type=Path, help="folder of data and checkpoints; a killed build goes on from there")
    one.add_argument("--seed", type=int, default=0)
    one.set_defaults(run=starter)

    one = commands.add_parser("pretrain", help="make a tiny base model that does some arithmetic")
    one.add_argument("--out", type=Path, required=True, help="folder of the new checkpoint")
    one.add_argument("--param", action="append", default=[], metavar="NAME=VALUE", help="see --show-params")
    one.add_argument("--show-params", action="store_true", help="list the parameters and leave")
    one.add_argument("--seed", type=int, default=0)
    one.set_defaults(run=pretrain)

    one = commands.add_parser("export", help="write a reward model as ONNX for the edge")
    one.add_argument("model", help="checkpoint folder")
    one.add_argument("--out", type=Path, required=True, help="folder for model.onnx, the tokenizer and export.json")
    one.add_argument("--texts", type=Path, required=True, help="file, a text a line: both models are compared on it")
    one.add_argument("--float32", action="store_true", help="leave the weights as they are instead of int8")
    one.add_argument("--max-length", type=int, default=256, help="tokens of a text that are read")
    one.set_defaults(run=export)

    one = commands.add_parser("serve", help="an OpenAI-compatible endpoint for a checkpoint")
    one.add_argument("model", help="checkpoint folder, built-in name (tiny-arithmetic) or hub name")
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8100)
    one.add_argument("--name", help="the model's name in answers (default: the folder's)")
    one.add_argument("--key-env", help="environment variable holding a bearer key that callers must send")
    one.set_defaults(run=serve)

    one = commands.add_parser("child")  # how the worker starts a job; no help line, because nobody calls it by hand
    one.add_argument("folder", type=Path)
    one.add_argument("--pipe", type=int, required=True)
    one.set_defaults(run=child)
    return top


def work(options: argparse.Namespace) -> int:
    """The worker."""
    import asyncio

    from assay_runner.leased import Timing
    from assay_runner.pull import PullingWorker, Queue
    from assay_runner.worker import Settings, Worker

    key = options.key or os.environ.get("ASSAY_KEY")
    if not options.url or not key:
        raise Fatal("work needs --url (or ASSAY_URL) and a runner key in ASSAY_KEY (or --key)")
    known = tuple(word for word in options.recipes.split(",") if word) or tuple(recipes.RECIPES)
    for name in known:
        if name not in recipes.RECIPES:
            raise Fatal(f"--recipes names {name!r}: this runner has {', '.join(sorted(recipes.RECIPES))}")
    settings = Settings(
        url=options.url,
        key=key,
        name=options.name,
        data=options.data.resolve(),
        labels=tuple(word for word in options.labels.split(",") if word),
        recipes=known,
        timing=Timing(heartbeat_s=min(30.0, max(0.2, options.heartbeat)), grace_s=max(0.0, options.grace)),
        health_port=options.health_port,
        health_host=options.health_host,
        once=options.once,
        allow_http=options.allow_http,
    )
    try:
        if options.queue_id:
            token = os.environ.get("ASSAY_QUEUE_TOKEN")
            if not options.queue_account or not token:
                raise Fatal("--queue-id needs --queue-account and the API token in ASSAY_QUEUE_TOKEN")
            worker: Worker = PullingWorker(
                settings, Queue(options.queue_url, options.queue_account, options.queue_id, token)
            )
        else:
            worker = Worker(settings)
    except ValueError as error:
        raise Fatal(str(error)) from error
    return asyncio.run(worker.work())


def run(options: argparse.Namespace) -> int:
    """A recipe right here; run again with the same --out, it goes on from its last checkpoint."""
    from assay_runner.context import LocalContext
    from assay_runner.params import from_text, parse, schema_of

    recipe = recipes.load(options.recipe)
    inputs = {name: Path(path) for name, path in pairs(options.input, "--input").items()}
    raw = from_text(recipe.Params, pairs(options.param, "--param"))
    for name, field in schema_of(recipe.Params)["properties"].items():
        if field.get("x-assay") == "dataset":
            # an input names the dataset of a local run; a path given as the parameter is the input itself
            if name in inputs:
                raw.setdefault(name, str(inputs[name]))
            elif raw.get(name):
                inputs[name] = Path(raw[name])
    params = parse(recipe.Params, raw)
    folder = (options.out or Path("out") / options.recipe).resolve()
    rank = int(os.environ.get("RANK", "0"))
    if rank > 0:  # torchrun's other processes keep their own checkpoints and stay silent
        folder = folder / f"rank-{rank}"
    settings = {"recipe": options.recipe, "params": raw, "inputs": inputs, "quiet": options.quiet or rank > 0}
    context = LocalContext(folder, options.seed, **settings)
    result: dict[str, Any] = dict(recipe.run(params, context) or {})
    if context.models:
        result["models"] = context.models
    (folder / "result.json").write_text(json.dumps(result, indent=2, sort_keys=True) + "\n")
    if rank == 0:
        print(json.dumps(result.get("metrics", {}), indent=2, sort_keys=True))
        print(f"outputs are in {folder}", file=sys.stderr)
    return 0


def show(options: argparse.Namespace) -> int:
    """The recipes, for people or as the generated file the edge reads."""
    from assay_runner.params import schema_of

    table: dict[str, Any] = {}
    for name in sorted(recipes.RECIPES):
        recipe = recipes.load(name)
        table[name] = {
            "title": recipe.TITLE,
            "summary": recipe.SUMMARY,
            "family": recipe.FAMILY,
            "needs_gpu": recipe.NEEDS_GPU,
            "params": schema_of(recipe.Params),
        }
    if options.json:
        print(json.dumps(table, indent=2, ensure_ascii=False))  # fields keep their order: forms are drawn in it
        return 0
    for name, entry in table.items():
        print(f"{name}  {entry['title']}\n  {entry['summary']}")
        for field, schema in entry["params"]["properties"].items():
            default = json.dumps(schema["default"]) if "default" in schema else "required"
            print(f"    {field} ({default})  {schema['description']}")
    return 0


def evidence(options: argparse.Namespace) -> int:
    """The evidence of a recipe."""
    from assay_runner.evidence import command, recheck_command

    module = {**recipes.RECIPES, **recipes.STUDIES}[options.recipe]
    if options.recheck:
        return recheck_command(options.recipe, module)
    return command(options.recipe, module, options.quick, options.seeds, options.resume, options.jobs, options.plain)


def pretrain(options: argparse.Namespace) -> int:
    """A tiny base model."""
    from assay_runner.context import LocalContext
    from assay_runner.params import from_text, parse, schema_of
    from assay_runner.pretrain import Params
    from assay_runner.pretrain import pretrain as train

    if options.show_params:
        print(json.dumps(schema_of(Params)["properties"], indent=2))
        return 0
    raw = from_text(Params, pairs(options.param, "--param"))
    folder = options.out.resolve()
    context = LocalContext(folder, options.seed, recipe="pretrain", params=raw, quiet=False)
    print(json.dumps(train(parse(Params, raw), context, folder), indent=2, sort_keys=True))
    return 0


def starter(options: argparse.Namespace) -> int:
    """A starter judge."""
    import torch

    from assay_runner.starters.build import build

    torch.set_num_threads(1)
    script = Path(__file__).resolve().parents[2] / "scripts" / "arithmetic-flags.ts"
    work = options.work or Path("out") / f"starter-{options.name}"
    done = build(options.name, options.data, options.out.resolve(), work.resolve(), options.seed, script)
    print(json.dumps(done, indent=2))
    return 0


def serve(options: argparse.Namespace) -> int:
    """An endpoint for a checkpoint."""
    from assay_runner.serve import serve as listen

    key = os.environ.get(options.key_env) if options.key_env else None
    if options.key_env and not key:
        raise Fatal(f"--key-env names {options.key_env}, which is not set")
    listen(options.model, options.host, options.port, options.name, key)
    return 0


def export(options: argparse.Namespace) -> int:
    """A checkpoint as ONNX, compared with what it came from."""
    from dataclasses import asdict

    from assay_runner.blocks.export import export_onnx
    from assay_runner.blocks.rewards import load_reward_model

    if not options.texts.is_file():
        raise Fatal(f"--texts names {options.texts}, which is no file: give one with a text a line")
    texts = [line for line in options.texts.read_text(encoding="utf-8").splitlines() if line.strip()]
    model, tokenizer = load_reward_model(options.model)
    done = export_onnx(model, tokenizer, options.out, texts, int8=not options.float32, max_length=options.max_length)
    print(json.dumps(asdict(done), indent=2))
    return 0


def child(options: argparse.Namespace) -> int:
    """One leased job, for the worker."""
    from assay_runner.child import main as work_off

    return work_off(options.folder, options.pipe)


def pairs(words: list[str], option: str) -> dict[str, str]:
    """`name=value` words as a table."""
    table: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise Fatal(f"{option} {word!r}: write it as NAME=VALUE")
        table[name] = value
    return table


if __name__ == "__main__":
    sys.exit(main())
