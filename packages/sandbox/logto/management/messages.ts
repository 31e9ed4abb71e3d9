/** What the Management API says besides a code, where the text has no value in it. */
export const MANAGEMENT_MESSAGES: Record<string, string> = {
  'application.secret_name_exists': 'Secret name already exists.',
  'application.device_flow_not_changeable':
    'Device flow cannot be changed after application creation.',
  'application.invalid_role_type':
    'Can not assign user type role to machine to machine application.',
  'application.invalid_type': 'Only machine to machine applications can have associated roles.',
  'application.protected_app_metadata_is_required': 'Protected app metadata is required.',
  'application.saml.use_saml_app_api':
    'Use `[METHOD] /saml-applications(/.*)?` API to operate SAML app.',
  'connector.not_found_with_connector_id':
    'Can not find connector with given standard connector id.',
  'entity.db_constraint_violated': 'Database constraint violated.',
  'hook.missing_events': 'You need to provide at least one event.',
  'request.feature_not_supported': 'This feature is not supported in the current environment.',
  'resource.cannot_delete_management_api': 'Cannot delete Logto Management API.',
  'resource.cannot_modify_management_api': 'Cannot modify Logto Management API.',
  'role.management_api_scopes_not_assignable_to_user_role':
    'Cannot assign Management API scopes to a user role.',
  'sign_in_experiences.at_least_one_authentication_factor':
    'You have to select at least one authentication factor.',
  'sign_in_experiences.backup_code_cannot_be_enabled_alone': 'Backup code cannot be enabled alone.',
  'sign_in_experiences.duplicated_mfa_factors': 'Duplicated MFA factors.',
  'sign_in_experiences.passwordless_requires_verify':
    'Must enable verify for email/phone sign up identifier.',
  'single_sign_on.duplicate_connector_name':
    'Connector name already exists. Please choose a different name.',
  'single_sign_on.duplicated_domains': 'There are duplicate domains.',
  'single_sign_on.forbidden_domains': 'Public email domains are not allowed.',
  'auth.forbidden': 'Forbidden. Please check your user roles and permissions.',
  'entity.invalid_input': 'Invalid input. Value list must not be empty.',
  'entity.relation_foreign_key_not_found':
    'Cannot find one or more foreign keys. Please check the input and ensure that all referenced entities exist.',
  'entity.unique_integrity_violation':
    'The entity already exists. Please check the input and try again.',
  'guard.invalid_pagination': 'The request pagination value is invalid.',
  'scope.name_with_space': 'The name of the scope cannot contain any spaces.',
  'user.email_already_in_use': 'This email is associated with an existing account.',
  'log.invalid_time_window': '`end_time` must be after `start_time`.',
  'one_time_token.cannot_reactivate_token': 'Cannot reactivate the token.',
  'one_time_token.email_mismatch': 'Email mismatch with given token.',
  'one_time_token.interaction_event_mismatch': 'The token cannot be used for this interaction.',
  'one_time_token.token_consumed': 'The token has been consumed.',
  'one_time_token.token_expired': 'The token is expired.',
  'one_time_token.token_revoked': 'The token has been revoked.',
  'organization.require_membership': 'The user must be a member of the organization to proceed.',
  'user.enterprise_sso_identity_not_exists':
    'The user does not have an enterprise identity linked to the specified SSO connector ID: {{ ssoConnectorId }}.',
  'user.identity_already_in_use':
    'The social account has been associated with an existing account.',
  'user.invalid_role_type': 'Invalid role type, can not assign machine-to-machine role to user.',
  'user.password_algorithm_required': 'Password algorithm is required.',
  'user.password_and_digest': 'You cannot set both plain text password and password digest.',
  'user.phone_already_in_use': 'This phone number is associated with an existing account.',
  'user.totp_already_in_use': 'TOTP is already in use.',
};
