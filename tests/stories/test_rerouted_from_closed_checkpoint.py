"""A checkpoint closes while vehicles are on their way to it."""

from flask import Flask

from tests.stories.desks import (
    ask_at_the_booth,
    desk,
    issue_for_weight_and_permit,
    read_as_carrier,
)


def test_rerouted_from_a_closed_checkpoint(app: Flask) -> None:
    # Given a vehicle on its way to a checkpoint,
    number = issue_for_weight_and_permit(app)

    # when the administrator of Russia closes the checkpoint,
    page = desk(app, "ru_administrator").get("/administrator").click("Posts and checkpoints")
    page = page.click("Krasnaya Gorka")
    page = page.submit(fields={"Open to trucks": False}, button="Show what changes")
    assert "1 open notice names this checkpoint." in page.text
    page.submit(button="Save the changes")

    # then both supervisors see that the vehicle has nowhere to go,
    for login in ("by_supervisor", "ru_supervisor"):
        page = desk(app, login).get("/supervisor").click("1 Directed to a closed checkpoint")
        assert number in page.text

    # and when the Russian one directs what is on its way elsewhere with one reason,
    page = desk(app, "ru_supervisor").get("/supervisor")
    page = page.click("Checkpoints and the vehicles on their way").click("Krasnaya Gorka")
    assert "This checkpoint is closed to trucks." in page.text
    labels = [" ".join(label.get_text(" ").split()) for label in page.all(".form-check-label")]
    page = page.submit(
        fields={
            "notices": [next(label for label in labels if number in label)],
            "Checkpoint": next(label for label in labels if "Novozybkov" in label),
            "Reason": "Пункт закрыт на ремонт",
        }
    )
    assert "1 vehicle was directed elsewhere." in page.text

    # then nothing waits at the closed checkpoint, and driver and booth name the other one.
    page = desk(app, "ru_supervisor").get("/supervisor")
    assert "0 Directed to a closed checkpoint" in page.text
    for shown in (read_as_carrier(app, number), ask_at_the_booth(app)):
        assert "Novozybkov" in shown.text
    assert number in desk(app, "other_officer").get("/checkpoint").text
    assert number not in desk(app, "officer").get("/checkpoint").text
