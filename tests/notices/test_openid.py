"""What a provider answers, and what of it is believed. No register is needed for that."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from notices import openid
from notices.openid import NotBelieved, Proven, ProviderAway
from notices.providers import Provider, providers
from tests.notices.openid_provider import OpenIdProvider, openid_provider
from workflows.vocabulary import Side

BACK = "https://notices.example/account/agency/BY/answer"
ELSEWHERE = "https://another.example"


@pytest.fixture
def running() -> Iterator[OpenIdProvider]:
    with openid_provider() as made:
        yield made


def known(running: OpenIdProvider) -> Provider:
    return running.settings(Side.BY, second_factor=frozenset({"otp", "gold"}))[Side.BY]


def answered(running: OpenIdProvider, **claims: Any) -> Proven:
    provider = known(running)
    address, asked = openid.ask(provider, BACK, "be")
    return openid.judge(provider, asked, BACK, running.prove(address, "7", **claims))


def test_the_right_answer_says_who_it_is_and_how_that_was_proven(running: OpenIdProvider) -> None:
    proven = answered(running, preferred_username="ivanov", amr=["pwd", "otp"])
    assert proven == Proven(running.url, "7", "ivanov", second_factor=True)
    assert running.asked["prompt"] == "login" and running.asked["max_age"] == "0"
    assert running.asked["response_type"] == "code" and running.asked["ui_locales"] == "be"
    assert answered(running, acr="gold").second_factor
    told: list[dict[str, Any]] = [{"amr": ["pwd"]}, {"acr": "silver"}, {}]
    assert not any(answered(running, **claims).second_factor for claims in told)


def test_an_answer_with_a_wrong_claim_is_not_believed(running: OpenIdProvider) -> None:
    now = int(time.time())
    wrong: list[dict[str, Any]] = [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": ELSEWHERE},
        {"aud": "another"},
        {"aud": ["notices", "another"], "azp": "another"},
        {"exp": now - 120},
        {"exp": None},
        {"auth_time": now - 3600},
        {"auth_time": None},
        {"auth_time": "now"},
        {"sub": ""},
        {"sub": 7},
        {"amr": "otp"},
        {"acr": ["gold"]},
    ]
    for claims in wrong:
        with pytest.raises(NotBelieved):
            pytest.fail(f"believed {claims}: {answered(running, **claims)}")


def test_an_answer_that_the_provider_has_not_signed_is_not_believed(
    running: OpenIdProvider,
) -> None:
    published = running.key
    another = ECKey.generate_key("P-256", {"kid": "1"})
    shared = OctKey.import_key("secret of the client".ljust(32, "x"), {"kid": "1"})
    wrong: list[tuple[Any, str]] = [(another, "ES256"), (shared, "HS256"), (published, "none")]
    for running.key, running.algorithm in wrong:
        with pytest.raises(NotBelieved):
            pytest.fail(f"believed {running.algorithm}: {answered(running)}")
    running.algorithm = "ES256"
    running.key = running.published = ECKey.generate_key("P-256", {"kid": "2"})
    assert answered(running).subject == "7"


def test_an_answer_to_another_question_is_not_believed(running: OpenIdProvider) -> None:
    provider = known(running)
    address, asked = openid.ask(provider, BACK, "be")
    answer = running.prove(address, "7")
    declined = {"error": "access_denied", "state": answer["state"]}
    another = {**asked, "code_verifier": "another" * 8}
    for question, wrong in (
        (asked, {**answer, "state": "стан"}),
        (asked, {"code": answer["code"]}),
        (asked, {**answer, "iss": ELSEWHERE}),
        (asked, {**answer, "code": "another"}),
        (asked, declined),
        (another, answer),
    ):
        with pytest.raises(NotBelieved):
            openid.judge(provider, question, BACK, wrong)
    assert openid.judge(provider, asked, BACK, answer).subject == "7"
    with pytest.raises(NotBelieved):
        openid.judge(provider, asked, BACK, answer)


@pytest.mark.parametrize(
    "told",
    [
        {"issuer": ELSEWHERE},
        {"token_endpoint": "http://another.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": 7},
    ],
)
def test_a_provider_that_describes_another_or_itself_wrongly_is_not_asked(
    running: OpenIdProvider, told: dict[str, Any]
) -> None:
    running.metadata |= told
    with pytest.raises(NotBelieved):
        openid.ask(known(running), BACK, "be")


def test_a_provider_that_is_gone_or_leads_elsewhere_is_away(running: OpenIdProvider) -> None:
    running.moved = True
    with pytest.raises(ProviderAway):
        openid.ask(known(running), BACK, "be")
    running.url = "http://127.0.0.1:9"
    with pytest.raises(ProviderAway):
        openid.ask(known(running), BACK, "be")


@pytest.mark.parametrize(
    "wrong", [{"OIDC_ISSUER_BY": "http://sso.example"}, {"OIDC_CLIENT_SECRET_BY": ""}]
)
def test_settings_that_are_missing_or_unsafe_are_refused(wrong: dict[str, str]) -> None:
    given = {
        "OIDC_ISSUER_BY": "https://sso.example",
        "OIDC_CLIENT_ID_BY": "notices",
        "OIDC_CLIENT_SECRET_BY": "secret",
        "OIDC_SECOND_FACTOR_BY": "otp hwk",
    }
    assert providers({}) == {}
    found = providers(given)
    assert found[Side.BY].second_factor == {"otp", "hwk"} and "client_secret" not in repr(found)
    with pytest.raises(ValueError, match="OIDC"):
        providers(given | wrong)
