"""The chapters: each one's file and title, by its number."""

CHAPTERS = (
    ("00_start_here.ipynb", "Start here: one payment, two devices"),
    ("01_generate_signing_keys.ipynb", "Generate signing keys"),
    ("02_sign_the_request.ipynb", "Sign the request"),
    ("03_configure_am.ipynb", "Configure AM"),
    ("04_register_the_client.ipynb", "Register the client"),
    ("05_ask_for_authentication.ipynb", "Ask for authentication"),
    ("06_approve_on_the_phone.ipynb", "Approve on the phone"),
    ("07_redeem_the_tokens.ipynb", "Redeem the tokens"),
    ("08_two_devices.ipynb", "Two devices, live"),
    ("09_when_it_goes_wrong.ipynb", "Break it, read it, mend it"),
    ("10_test_your_own_client.ipynb", "Test your own client"),
    ("11_open_the_box.ipynb", "Open the box"),
    ("12_on_a_real_am.ipynb", "Go to a real AM"),
)
