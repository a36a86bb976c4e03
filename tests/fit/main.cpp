// restante-fit: makes the table by which anchors are judged, of cases whose truth is known. docs/anchors.md
// tells which, and how to get them.
#include <fmt/ostream.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "fit/cross_validate.hpp"
#include "fit/table.hpp"
#include "fit/walks.hpp"

namespace {

bool write(const restante::fit::Model& model, const std::string& path) {
    std::ofstream out(path);
    restante::fit::write_table(model, out);
    out.flush();
    return static_cast<bool>(out);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace restante;
    CLI::App parser{"Fits the judge of anchors to cases of code whose place is known.", "restante-fit"};
    std::vector<std::string> files;
    std::string repositories;
    std::string output;
    std::string walks_output;
    std::string answers;
    int parts = 3;
    auto settings = fit::Settings::of_steps();
    parser.add_option("CASES", files, "JSON Lines of cases; each file after the first counts 0.7")
        ->required();
    parser.add_option("--repositories", repositories, "folder with the cases' repositories, by name")
        ->required();
    parser.add_option("--output", output, "where to write the table (server/anchor/verdict_table.inc)");
    parser.add_option("--walks-output", walks_output,
                      "where to write the table of whole walks (server/follow/trail_table.inc); takes long");
    parser.add_option("--answers", answers,
                      "where to write what the walks came to, each judged by tables made of other cases");
    parser.add_option("--parts", parts,
                      "of the cross-validation; 0 for none, which --walks-output cannot do without");
    parser.add_option("--trees", settings.trees, "of the model");
    parser.add_option("--depth", settings.depth, "of each tree");
    CLI11_PARSE(parser, argc, argv);

    std::vector<fit::Example> examples;
    std::vector<std::vector<fit::Case>> read;
    std::uint32_t numbers = 0;
    for (const auto& file : files) {
        std::ifstream in(file);
        auto cases = fit::read_cases(in);
        if (!cases) {
            fmt::print(stderr, "restante-fit: {}: {}\n", file, cases.error().message);
            return 1;
        }
        auto collected = fit::collect(*cases, repositories);
        fmt::print("{}: {} cases used, {} with a right place, {} of those among the candidates\n", file,
                   collected.cases, collected.present, collected.covered);
        for (auto& example : collected.examples) {
            example.number += numbers;
            example.weight *= &file == files.data() ? 1.0F : 0.7F;
            examples.push_back(example);
        }
        numbers += static_cast<std::uint32_t>(cases->size());
        read.push_back(std::move(*cases));
    }
    if (parts > 1) fit::cross_validate(examples, settings, parts, std::cout);
    std::vector<const fit::Example*> all;
    all.reserve(examples.size());
    for (const auto& example : examples)
        all.push_back(&example);
    if (!output.empty() && !write(fit::fit(all, settings), output)) return 1;
    if (walks_output.empty() || parts < 2) return 0;

    // Each part of the cases is walked by a judge that was fitted to the others.
    std::vector<fit::Model> models;
    for (int part = 0; part < parts; ++part) {
        std::vector<const fit::Example*> others;
        for (const auto* example : all)
            if (fit::part_of(example->number, parts) != part) others.push_back(example);
        models.push_back(fit::fit(others, settings));
    }
    std::vector<fit::Example> walks;
    std::vector<fit::Ending> endings;
    numbers = 0;
    for (const auto& cases : read) {
        auto walked = fit::walk(cases, numbers, repositories, [&](std::uint32_t number) -> const fit::Model& {
            return models[static_cast<std::size_t>(fit::part_of(number, parts))];
        });
        for (auto& example : walked.examples) {
            example.weight *= &cases == read.data() ? 1.0F : 0.7F;
            walks.push_back(std::move(example));
        }
        std::move(walked.endings.begin(), walked.endings.end(), std::back_inserter(endings));
        numbers += static_cast<std::uint32_t>(cases.size());
    }
    const auto walk_settings = fit::Settings::of_walks();
    const auto said = fit::cross_validate(walks, walk_settings, parts, std::cout);
    if (!answers.empty()) {
        std::ofstream out(answers);
        fit::write_answers(endings, said, out);
        if (!out.flush()) return 1;
    }
    all.clear();
    all.reserve(walks.size());
    for (const auto& example : walks)
        all.push_back(&example);
    return write(fit::fit(all, walk_settings), walks_output) ? 0 : 1;
}
