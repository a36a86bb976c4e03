// doctor: what the daemon sees of its installation, or what can be seen without one.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <iostream>
#include <iterator>

#include "clients/cli/app.hpp"
#include "clients/cli/launch.hpp"
#include "clients/cli/print.hpp"
#include "protocol/cpp/space.hpp"

namespace restante::cli {
namespace {

/// Further lines below the first one's text.
std::string indented_after_first(const std::string& text) {
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == '\n') out += "         ";
    }
    return out;
}

/// Without a daemon its program is asked what it can see from outside.
protocol::DoctorResult doctor_alone(const Error& why) {
    protocol::DoctorResult result;
    protocol::Check daemon;
    daemon.name = "daemon";
    daemon.level = protocol::CheckLevel::failed;
    daemon.text = why.message;
    if (!why.hint.empty()) daemon.hint = why.hint;
    result.checks.push_back(std::move(daemon));
    auto seen = self_check(std::chrono::minutes(10)).and_then([](const std::string& line) {
        return protocol::parse<protocol::DoctorResult>(line);
    });
    if (seen) {
        std::move(seen->checks.begin(), seen->checks.end(), std::back_inserter(result.checks));
        return result;
    }
    protocol::Check program;
    program.name = "program";
    program.level = protocol::CheckLevel::failed;
    program.text = seen.error().message;
    program.hint = "is restanted, of the same version, installed beside restante or on PATH?";
    result.checks.push_back(std::move(program));
    return result;
}

int doctor(App& app) {
    protocol::DoctorParams params;
    params.root = current_folder();
    auto answer = app.call(protocol::method::doctor, params, std::chrono::minutes(10));
    if (!answer && !app.daemon_failed()) return app.fail(answer.error());
    auto result = answer ? protocol::read<protocol::DoctorResult>(*answer) : doctor_alone(answer.error());
    if (!result) return app.fail(result.error());
    bool failed = false;
    for (const auto& check : result->checks) {
        failed = failed || check.level == protocol::CheckLevel::failed;
        if (app.json) continue;
        std::cout << fmt::format("{:8} {}: {}\n", std::string(to_string(check.level)), check.name,
                                 indented_after_first(printable(check.text)));
        if (check.hint) std::cout << "         hint: " << printable(*check.hint) << "\n";
    }
    if (app.json) app.print_json(answer ? *answer : boost::json::parse(protocol::to_json(*result)));
    if (app.daemon_failed()) return status::no_daemon;
    return failed ? status::failed : status::done;
}

}  // namespace

void add_doctor(CLI::App& parser, App& app) {
    parser.add_subcommand("doctor", "Check the installation, and say what to do")->callback([&app] {
        app.set_work(doctor);
    });
}

}  // namespace restante::cli
